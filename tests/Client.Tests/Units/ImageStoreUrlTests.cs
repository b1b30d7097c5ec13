using System;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.ImageStore;

namespace ZStack.Backup.Client.Tests.Units;

public sealed class ImageStoreUrlTests
{
    [Theory]
    [InlineData("ssh://root:secret@10.0.0.5/zstack_bs", "ssh://root:secret@10.0.0.5:22/zstack_bs")]
    [InlineData("  SSH://root:secret@store.example.com:2222/zstack_bs/ ", "ssh://root:secret@store.example.com:2222/zstack_bs/")]
    [InlineData("ssh://root:p@ss@10.0.0.5/bs", "ssh://root:p%40ss@10.0.0.5:22/bs")]
    [InlineData("ssh://root:p:w:d@10.0.0.5/bs", "ssh://root:p%3Aw%3Ad@10.0.0.5:22/bs")]
    [InlineData("ssh://root:p%40ss@10.0.0.5/bs", "ssh://root:p%40ss@10.0.0.5:22/bs")]
    [InlineData("ssh://root:100%@10.0.0.5/bs", "ssh://root:100%25@10.0.0.5:22/bs")]
    [InlineData("ssh://root:50%zz@10.0.0.5/bs", "ssh://root:50%25zz@10.0.0.5:22/bs")]
    [InlineData("ssh://root:$(id);`id`|x&'\"@10.0.0.5/bs", "ssh://root:%24%28id%29%3B%60id%60%7Cx%26%27%22@10.0.0.5:22/bs")]
    [InlineData("ssh://root:x@10.0.0.5/my store/ü", "ssh://root:x@10.0.0.5:22/my%20store/%C3%BC")]
    [InlineData("ssh://root:p?w#d@10.0.0.5/bs", "ssh://root:p%3Fw%23d@10.0.0.5:22/bs")]
    public void A_url_is_encoded_part_by_part(string url, string expected) => Assert.Equal(expected, ImageStoreUrl.Parse(url).Full);

    [Fact]
    public void Parts_are_taken_literally()
    {
        ImageStoreUrl url = ImageStoreUrl.Build("10.0.0.5", "dom\\ro.ot", "p%41/@:$", 2222, "bs");

        Assert.Equal("ssh://dom%5Cro.ot:p%2541%2F%40%3A%24@10.0.0.5:2222/bs", url.Full);
        Assert.Equal("ssh://dom%5Cro.ot@10.0.0.5:2222/bs", url.Display);
        Assert.Equal(url.Display, url.ToString());
        Assert.Equal(("dom\\ro.ot", "p%41/@:$"), (url.User, url.Password));
    }

    [Theory]
    [InlineData(null, ImageStoreUrlFault.Empty)]
    [InlineData(" ", ImageStoreUrlFault.Empty)]
    [InlineData("root:Canary9@10.0.0.5/bs", ImageStoreUrlFault.NoScheme)]
    [InlineData("http://root:Canary9@10.0.0.5/bs", ImageStoreUrlFault.WrongScheme)]
    [InlineData("sshx://root:Canary9@10.0.0.5/bs", ImageStoreUrlFault.WrongScheme)]
    [InlineData("ssh://10.0.0.5/bs", ImageStoreUrlFault.NoUser)]
    [InlineData("ssh://:Canary9@10.0.0.5/bs", ImageStoreUrlFault.NoUser)]
    [InlineData("ssh://root@10.0.0.5/bs", ImageStoreUrlFault.NoPassword)]
    [InlineData("ssh://root:@10.0.0.5/bs", ImageStoreUrlFault.NoPassword)]
    [InlineData("ssh://root:Canary9@/bs", ImageStoreUrlFault.NoHost)]
    [InlineData("ssh://root:Canary9@10.0.0.5", ImageStoreUrlFault.NoPath)]
    [InlineData("ssh://root:Canary9@10.0.0.5/", ImageStoreUrlFault.NoPath)]
    [InlineData("ssh://root:Canary9@[::1]:22/bs", ImageStoreUrlFault.Ipv6Host)]
    [InlineData("ssh://root:Canary9@fe80::1/bs", ImageStoreUrlFault.Ipv6Host)]
    [InlineData("ssh://root:Canary9@10.0.0.5:0/bs", ImageStoreUrlFault.InvalidPort)]
    [InlineData("ssh://root:Canary9@10.0.0.5:65536/bs", ImageStoreUrlFault.InvalidPort)]
    [InlineData("ssh://root:Canary9@10.0.0.5:-1/bs", ImageStoreUrlFault.InvalidPort)]
    [InlineData("ssh://root:Canary9@10.0.0.5:ssh/bs", ImageStoreUrlFault.InvalidPort)]
    [InlineData("ssh://root:Canary9@10.0.0.5:99999999999/bs", ImageStoreUrlFault.InvalidPort)]
    [InlineData("ssh://root:Canary9@ho st/bs", ImageStoreUrlFault.InvalidHost)]
    [InlineData("ssh://root:Canary9@$(id)/bs", ImageStoreUrlFault.InvalidHost)]
    [InlineData("ssh://root:Canary9@-oProxyCommand=id/bs", ImageStoreUrlFault.InvalidHost)]
    [InlineData("ssh://root:Can/ary9@10.0.0.5/bs", ImageStoreUrlFault.AtInPath)]
    public void A_wrong_url_says_what_is_wrong_but_never_the_password(string? url, ImageStoreUrlFault expected)
    {
        ZStackException failure = Assert.Throws<ZStackException>(() => ImageStoreUrl.Parse(url));

        Assert.Equal(ZStackErrorKind.InvalidImageStoreUrl, failure.Kind);
        Assert.Equal(expected, failure.Facts[0]);
        Assert.DoesNotContain("Canary", failure + string.Join(" ", failure.Facts.Select(Convert.ToString)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.9:2222", ImageStoreUrlFault.HostWithPort)]
    [InlineData("ssh://root@10.0.0.9:22/zstack_bs", ImageStoreUrlFault.HostIsUrl)]
    [InlineData("fe80::1", ImageStoreUrlFault.Ipv6Host)]
    [InlineData("[::1]", ImageStoreUrlFault.Ipv6Host)]
    [InlineData("host_name", ImageStoreUrlFault.InvalidHost)]
    [InlineData("10.0.0.9\n", ImageStoreUrlFault.InvalidHost)]
    public void A_host_that_is_none_says_what_it_is(string host, ImageStoreUrlFault expected) =>
        Assert.Equal(expected, Assert.Throws<ZStackException>(() => ImageStoreUrl.Build(host, "root", "pw")).Facts[0]);

    [Fact]
    public void What_may_be_the_rest_of_a_password_is_not_shown_as_port() =>
        Assert.Equal("", Assert.Throws<ZStackException>(() => ImageStoreUrl.Parse("ssh://root:p@ss:w0rd/bs")).Facts[1]);

    /// <summary>The node unquotes the user and hands it to a shell, so what could act there stays here.</summary>
    [Fact]
    public void A_user_arrives_exactly_or_is_refused_for_every_ascii_character()
    {
        for (char c = '\0'; c < 128; c++)
        {
            string user = "a" + c + "b";
            string encoded = "ssh://" + Uri.EscapeDataString(user) + ":pw@10.0.0.5/bs";
            if (char.IsAsciiLetterOrDigit(c) || "._@\\+-".Contains(c, StringComparison.Ordinal))
            {
                Assert.Equal(user, ImageStoreUrl.Build("10.0.0.5", user, "pw").User);
                Assert.Equal(user, ImageStoreUrl.Parse(encoded).User);
                Assert.Contains("ssh://" + Uri.EscapeDataString(user) + ":", ImageStoreUrl.Parse(encoded).Full, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(ImageStoreUrlFault.InvalidUser, Assert.Throws<ZStackException>(() => ImageStoreUrl.Build("10.0.0.5", user, "pw")).Facts[0]);
                Assert.Equal(ImageStoreUrlFault.InvalidUser, Assert.Throws<ZStackException>(() => ImageStoreUrl.Parse(encoded)).Facts[0]);
            }
        }
    }

    [Theory]
    [InlineData("-oProxyCommand=x")]
    [InlineData("-x")]
    [InlineData("%2Dx")]
    [InlineData("%2524%2528id%2529")]
    [InlineData("%FF")]
    [InlineData("ü")]
    public void A_user_that_could_act_on_the_node_is_refused(string user) =>
        Assert.Equal(ImageStoreUrlFault.InvalidUser, Assert.Throws<ZStackException>(() => ImageStoreUrl.Parse($"ssh://{user}:pw@10.0.0.5/bs")).Facts[0]);

    /// <summary>Not a row above: an attribute's text is stored as UTF-8, which has no half of a pair.</summary>
    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Assert.Equal(ImageStoreUrlFault.InvalidText, Assert.Throws<ZStackException>(() => ImageStoreUrl.Parse("ssh://root:pw\ud800@10.0.0.5/bs")).Facts[0]);

    [Theory]
    [InlineData("abc-._~XYZ019", "abc-._~XYZ019")]
    [InlineData("a b+c/é", "a%20b%2Bc%2F%C3%A9")]
    [InlineData("😀", "%F0%9F%98%80")]
    [InlineData("%41", "%2541")]
    public void Everything_but_the_unreserved_characters_is_encoded(string text, string expected) => Assert.Equal(expected, PercentEncoding.Encode(text));
}
