using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Secrets;

namespace ZStack.Backup.Client.Tests.Secrets;

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

    [Theory]
    [InlineData("pa'ss word", """sshpass -p 'pa'"'"'ss word' ssh root@h""", "sshpass -p *** ssh root@h")]
    [InlineData("pa'ss word", """sshpass -p 'pa'\''ss word' ssh root@h""", "sshpass -p *** ssh root@h")]
    [InlineData("pa'ss word", """said 'pa'"'"'ss word' and""", "said '***' and")]
    [InlineData("p@s=w'o<r&d>", """{"x": "p@s\u003dw\u0027o\u003cr\u0026d\u003E""", """{"x": "***""")]
    [InlineData("中文pass", """{"x": "\u4e2d\u6587pass""", """{"x": "***""")]
    [InlineData("a\\b\"c\nd\te", """{"x": "a\\b\"c\nd\te""", """{"x": "***""")]
    [InlineData("x/y z+w", """java x%2Fy+z%2Bw ; twice x%252fy%2520z%252bw ; json x\/y z+w""", "java *** ; twice *** ; json ***")]
    [InlineData("aé b", "mixed a%c3%A9%20b", "mixed ***")]
    [InlineData("ab\u0007cdef", "said ab\u0007cdef", "said ***")]
    [InlineData(" ldap pass ", "the password 'ldap pass' is wrong", "the password '***' is wrong")]
    [InlineData("😀secret", "x %F0%9F%98%80secret y", "x *** y")]
    [InlineData("100%20sure", "x 100%2520sure y 100%20sure", "x *** y ***")]
    public void A_known_secret_is_found_quoted_escaped_and_trimmed(string secret, string text, string expected) =>
        Assert.Equal(expected, Redactor.Patterns.With(secret).Clean(text));

    [Fact]
    public void A_known_secret_is_found_as_hash_in_upper_case_and_inside_base64()
    {
        Redactor redactor = Redactor.Patterns.With("proxypass1");

        Assert.Equal("hash ***", redactor.Clean("hash " + Secret.Sha512("proxypass1").ToUpperInvariant()));
        foreach (string user in new[] { "", "u", "us", "use", "proxy" })
        {
            string cleaned = redactor.Clean("token=" + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:proxypass1")) + " end");
            Assert.StartsWith("token=", cleaned, StringComparison.Ordinal);
            Assert.EndsWith("*** end", cleaned, StringComparison.Ordinal);
            Assert.True(cleaned.Length <= "token=".Length + user.Length * 2 + "*** end".Length, cleaned);
        }
    }

    [Fact]
    public void A_secret_added_later_holds_for_related_redactors_only()
    {
        Redactor session = Redactor.Patterns.With("password1");
        Redactor operation = session.With("password2");
        Redactor stranger = Redactor.Patterns.With("password3");

        session.Conceal("a-new-id");

        Assert.Equal("*** *** ***", operation.Clean("password1 password2 a-new-id"));
        Assert.Equal("a-new-id", stranger.Clean("a-new-id"));
        Assert.Equal("a-new-id", Redactor.Patterns.Clean("a-new-id"));
    }

    [Theory]
    [InlineData("ssh://a:", 65536)]
    [InlineData("ssh%3A%2F%2F", 65536)]
    [InlineData("ssh%3A%2F%2Fa%3A", 1000000)]
    [InlineData("-a", 1000000)]
    [InlineData("\\", 1000000)]
    [InlineData("sshpass -p '\"", 1000000)]
    [InlineData("\"password\":\"", 1000000)]
    [InlineData("Authorization: ", 1000000)]
    public async Task Hostile_text_does_not_keep_it_busy(string unit, int length)
    {
        string text = string.Concat(Enumerable.Repeat(unit, length / unit.Length));
        Redactor redactor = Redactor.Patterns.With("can'ary\\\\\\9", "%25%25%25%25");

        // Generous: before, some of these took hours.
        await Task.Run(() => redactor.Clean(text)).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Of_a_very_long_text_only_what_was_cleaned_is_shown()
    {
        string cleaned = Redactor.Patterns.With("canary").Clean(new string('x', 64 * 1024 - 3) + "canary");

        Assert.DoesNotContain("can", cleaned, StringComparison.Ordinal);
        Assert.EndsWith("...", cleaned, StringComparison.Ordinal);
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
    [InlineData("failed: zstack-ctl --url ssh://root:LongCanaryPass...", "failed: zstack-ctl --url ssh://root:***")]
    [InlineData("failed: --url 'ssh://root:LongCanaryPass...' <- cause", "failed: --url 'ssh://root:***' <- cause")]
    [InlineData("failed: zstack-ctl --url ssh://root:LongCanaryPass", "failed: zstack-ctl --url ssh://root:***")]
    [InlineData("failed: zstack-ctl --url ssh%3A%2F%2Froot%3ALongCanaryPass...", "failed: zstack-ctl --url ssh%3A%2F%2Froot%3A***")]
    [InlineData("twice ssh%253A%252F%252Froot%253Acanary%2540host%252Fbs", "twice ssh%253A%252F%252Froot%253A***%2540host%252Fbs")]
    [InlineData("sshpass -p 'Can'\"'\"'ary x' ssh root@host", "sshpass -p *** ssh root@host")]
    [InlineData("sshpass -p 'Can'\\''ary x' ssh root@host", "sshpass -p *** ssh root@host")]
    [InlineData("sshpass -p 'Can ary cut by the server...", "sshpass -p ***")]
    [InlineData("sshpass -p ab ssh x; password=ab --password ab", "sshpass -p *** ssh x; password=*** --password ***")]
    [InlineData("{\"Proxy-Authorization\":\"Basic dTpwcm94eQ==\"}", "{\"Proxy-Authorization\":\"Basic ***\"}")]
    [InlineData("got Basic dTpwcm94eQ== there", "got Basic *** there")]
    [InlineData("{\"password\":\"Canary cut by...", "{\"password\":\"***")]
    [InlineData("{\"body\":\"{\\\"password\\\":\\\"Canary\\\"}\"}", "{\"body\":\"{\\\"password\\\":\\\"***\\\"}\"}")]
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
    [InlineData("no route to ssh://10.0.0.5:22")]
    [InlineData("no route to ssh://10.0.0.5:22/bs")]
    [InlineData("Basic authentication is required")]
    [InlineData("missing header 'Authorization'")]
    [InlineData("image-store://10.0.0.5/zstack_bs")]
    public void Ordinary_sentences_stay(string text) => Assert.Equal(text, Redactor.Patterns.Clean(text));
}
