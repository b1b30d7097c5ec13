using System;
using System.Linq;
using Xunit;
using ZStack.Backup.Client.Http;

namespace ZStack.Backup.Client.Tests.Units;

public sealed class RedactorTests
{
    private const string Password = "Ca n@ry\\\"9";

    [Fact]
    public void A_known_secret_is_found_in_every_spelling_it_can_come_back_in()
    {
        Redactor redactor = Redactor.Patterns.With(Password);
        string once = Uri.EscapeDataString(Password);
        string[] spellings =
        [
            Password, once, Uri.EscapeDataString(once), once.Replace("%20", "+", StringComparison.Ordinal),
            string.Concat(once.Select((c, i) => i > 0 && (once[i - 1] == '%' || (i > 1 && once[i - 2] == '%')) ? char.ToLowerInvariant(c) : c)),
            "Ca n@ry\\\\\\\"9", Secret.Sha512(Password),
        ];

        Assert.All(spellings, spelling => Assert.Equal("before *** behind", redactor.Clean($"before {spelling} behind")));
    }

    [Fact]
    public void The_longer_secret_goes_first_so_that_nothing_of_it_stays() =>
        Assert.Equal("***", Redactor.Patterns.With("canary", "canary-and-more").Clean("canary-and-more"));

    [Fact]
    public void A_secret_too_short_to_be_one_does_not_blank_every_sentence() =>
        Assert.Equal("a backup", Redactor.Patterns.With("a").Clean("a backup"));

    [Theory]
    [InlineData("cannot reach ssh://root:Canary@9@10.0.0.5:22/bs now", "cannot reach ssh://root:***@10.0.0.5:22/bs now")]
    [InlineData("GET /image-store?url=ssh%3A%2F%2Froot%3ACanary%40host%2Fbs&x=1", "GET /image-store?url=ssh%3A%2F%2Froot%3A***%40host%2Fbs&x=1")]
    [InlineData("Authorization: OAuth 0123456789abcdef0123456789abcdef", "Authorization: OAuth ***")]
    [InlineData("sent OAuth 0123456789ABCDEF0123456789abcdef to", "sent OAuth *** to")]
    [InlineData("sshpass -p 'Can ary' ssh root@host", "sshpass -p *** ssh root@host")]
    [InlineData("mysqldump --password=Canary -u root", "mysqldump --password=*** -u root")]
    [InlineData("run --mysql-root-password \"Can ary\" -x", "run --mysql-root-password *** -x")]
    [InlineData("{\"password\":\"Can\\\"ary\",\"name\":\"x\"}", "{\"password\":\"***\",\"name\":\"x\"}")]
    [InlineData("{\"sshPassword\" : \"Canary\"}", "{\"sshPassword\" : \"***\"}")]
    public void Secrets_nobody_told_of_are_known_by_their_surroundings(string text, string expected) =>
        Assert.Equal(expected, Redactor.Patterns.Clean(text));

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m", "[31mred[0m")]
    [InlineData("over\rwritten\a\b\0\u009b2J", "overwritten2J")]
    [InlineData("evil\u202Egz.sql\u2066", "evilgz.sql")]
    [InlineData("two\nlines\tkept", "two\nlines\tkept")]
    public void A_terminal_acts_on_nothing_the_server_says(string text, string expected) => Assert.Equal(expected, Redactor.Patterns.Clean(text));

    [Theory]
    [InlineData("the password of the account is wrong")]
    [InlineData("ssh://root@10.0.0.5:22/bs")]
    [InlineData("image-store://10.0.0.5/zstack_bs")]
    public void Ordinary_sentences_stay(string text) => Assert.Equal(text, Redactor.Patterns.Clean(text));
}
