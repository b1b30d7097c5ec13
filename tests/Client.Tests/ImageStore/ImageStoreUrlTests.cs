using System;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Tests.ImageStore;

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
        Assert.Equal(expected, failure.Facts["fault"]);
        Assert.DoesNotContain("Canary", failure + string.Join(" ", failure.Facts.Values.Select(Convert.ToString)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.9:2222", ImageStoreUrlFault.HostWithPort)]
    [InlineData("ssh://root@10.0.0.9:22/zstack_bs", ImageStoreUrlFault.HostIsUrl)]
    [InlineData("fe80::1", ImageStoreUrlFault.Ipv6Host)]
    [InlineData("[::1]", ImageStoreUrlFault.Ipv6Host)]
    [InlineData("host_name", ImageStoreUrlFault.InvalidHost)]
    [InlineData("10.0.0.9\n", ImageStoreUrlFault.InvalidHost)]
    public void A_host_that_is_none_says_what_it_is(string host, ImageStoreUrlFault expected) =>
        Assert.Equal(expected, Assert.Throws<ZStackException>(() => ImageStoreUrl.Build(host, "root", "pw")).Facts["fault"]);

    /// <summary>What helps to see the mistake is shown, unless it could be a piece of the password.</summary>
    [Theory]
    [InlineData("http://root:pw@10.0.0.5/bs", "http")]
    [InlineData("a.b+c-9://root:pw@10.0.0.5/bs", "a.b+c-9")]
    [InlineData("abcdefghijklmnop://root:pw@10.0.0.5/bs", "abcdefghijklmnop")]
    [InlineData("abcdefghijklmnopq://root:pw@10.0.0.5/bs", "")]
    [InlineData("9p://root:pw@10.0.0.5/bs", "")]
    [InlineData("root:pw@10.0.0.5://bs", "")]
    [InlineData("://root:pw@10.0.0.5/bs", "")]
    [InlineData("ssh://root:pw@10.0.0.5:-1/bs", "-1")]
    [InlineData("ssh://root:pw@10.0.0.5:0/bs", "0")]
    [InlineData("ssh://root:pw@10.0.0.5:65536/bs", "65536")]
    [InlineData("ssh://root:pw@10.0.0.5:-123456/bs", "-123456")]
    [InlineData("ssh://root:pw@10.0.0.5:99999999999/bs", "")]
    [InlineData("ssh://root:pw@10.0.0.5:+22/bs", "")]
    [InlineData("ssh://root:pw@10.0.0.5:/bs", "")]
    [InlineData("ssh://root:pw@[::1]:22/bs", "[::1]:22")]
    [InlineData("ssh://root:pw@fe80::1/bs", "fe80::1")]
    [InlineData("ssh://root:pw@host_name/bs", "host_name")]
    [InlineData("ssh://root:pw@ho st/bs", "")]
    [InlineData("ssh://root:pw@-host/bs", "-host")]
    [InlineData("ssh://root:pw@host-/bs", "host-")]
    public void The_wrong_part_is_shown_where_it_is_no_secret(string url, string part) =>
        Assert.Equal(part, Assert.Throws<ZStackException>(() => ImageStoreUrl.Parse(url)).Facts["part"]);

    [Theory]
    [InlineData(1)]
    [InlineData(65535)]
    public void A_port_is_one_of_tcp(int port) => Assert.Equal(port, ImageStoreUrl.Build("10.0.0.5", "root", "pw", port).Port);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public void Another_port_is_refused(int port) =>
        Assert.Equal([ImageStoreUrlFault.InvalidPort, port.ToString(System.Globalization.CultureInfo.InvariantCulture)], Assert.Throws<ZStackException>(() => ImageStoreUrl.Build("10.0.0.5", "root", "pw", port)).Facts.Values);

    [Theory]
    [InlineData("/a/b/", "/a/b/")]
    [InlineData("a", "/a")]
    public void A_path_begins_with_a_slash(string path, string expected) =>
        Assert.Equal("ssh://root@10.0.0.5:22" + expected, ImageStoreUrl.Build("10.0.0.5", "root", "pw", path: path).Display);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    public void The_root_of_a_store_is_no_path(string path) =>
        Assert.Equal(ImageStoreUrlFault.NoPath, Assert.Throws<ZStackException>(() => ImageStoreUrl.Build("10.0.0.5", "root", "pw", path: path)).Facts["fault"]);

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, false)]
    public void A_host_has_at_most_253_characters(int length, bool fits)
    {
        string host = new('a', length);

        if (fits)
            Assert.Equal(host, ImageStoreUrl.Build(host, "root", "pw").Host);
        else
            Assert.Equal([ImageStoreUrlFault.InvalidHost, ""], Assert.Throws<ZStackException>(() => ImageStoreUrl.Build(host, "root", "pw")).Facts.Values);
    }

    [Fact]
    public void A_shown_store_is_the_same_for_who_can_read_it()
    {
        ImageStoreUrl store = ImageStoreUrl.Build("store.example.com", "root", "old", 2222, "/my store");

        ImageStoreUrl again = ImageStoreUrl.For(store.Display, "backup", "n@w:/%41");

        Assert.Equal("ssh://backup@store.example.com:2222/my%20store", again.Display);
        Assert.Equal(("backup", "n@w:/%41"), (again.User, again.Password));
        Assert.Equal(ImageStoreUrlFault.NoUser, Assert.Throws<ZStackException>(() => ImageStoreUrl.For("store.example.com", "backup", "pw")).Facts["fault"]);
        Assert.Equal(ImageStoreUrlFault.InvalidText, Assert.Throws<ZStackException>(() => ImageStoreUrl.For(store.Display, "backup", "pw\ud800")).Facts["fault"]);
    }

    [Fact]
    public void The_possible_rest_of_a_password_is_not_shown_as_port() =>
        Assert.Equal("", Assert.Throws<ZStackException>(() => ImageStoreUrl.Parse("ssh://root:p@ss:w0rd/bs")).Facts["part"]);

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
                Assert.Equal(ImageStoreUrlFault.InvalidUser, Assert.Throws<ZStackException>(() => ImageStoreUrl.Build("10.0.0.5", user, "pw")).Facts["fault"]);
                Assert.Equal(ImageStoreUrlFault.InvalidUser, Assert.Throws<ZStackException>(() => ImageStoreUrl.Parse(encoded)).Facts["fault"]);
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
        Assert.Equal(ImageStoreUrlFault.InvalidUser, Assert.Throws<ZStackException>(() => ImageStoreUrl.Parse($"ssh://{user}:pw@10.0.0.5/bs")).Facts["fault"]);

    /// <summary>Not a row above: an attribute's text is stored as UTF-8, which has no half of a pair.</summary>
    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Assert.Equal(ImageStoreUrlFault.InvalidText, Assert.Throws<ZStackException>(() => ImageStoreUrl.Parse("ssh://root:pw\ud800@10.0.0.5/bs")).Facts["fault"]);

    [Theory]
    [InlineData("abc-._~XYZ019", "abc-._~XYZ019")]
    [InlineData("a b+c/é", "a%20b%2Bc%2F%C3%A9")]
    [InlineData("😀", "%F0%9F%98%80")]
    [InlineData("%41", "%2541")]
    public void Everything_but_the_unreserved_characters_is_encoded(string text, string expected) => Assert.Equal(expected, PercentEncoding.Encode(text));
}
