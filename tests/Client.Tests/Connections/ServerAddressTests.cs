using Xunit;
using ZStack.Backup.Client.Connections;

namespace ZStack.Backup.Client.Tests.Connections;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("mn1", "mn1", "http://mn1:8080/zstack")]
    [InlineData(" MN1.example.com ", "mn1.example.com", "http://mn1.example.com:8080/zstack")]
    [InlineData("mn1:8080", "mn1", "http://mn1:8080/zstack")]
    [InlineData("mn1:80", "mn1:80", "http://mn1:80/zstack")]
    [InlineData("mn1:9000", "mn1:9000", "http://mn1:9000/zstack")]
    [InlineData("http://mn1", "mn1:80", "http://mn1:80/zstack")]
    [InlineData("https://mn1", "mn1:443", "https://mn1:443/zstack")]
    [InlineData("https://mn1:8443/", "mn1:8443", "https://mn1:8443/zstack")]
    [InlineData("http://mn1:8080/zstack/", "mn1", "http://mn1:8080/zstack")]
    [InlineData("http://mn1:8080/zstack/v1", "mn1", "http://mn1:8080/zstack")]
    [InlineData("http://mn1:8080/v1", "mn1:8080", "http://mn1:8080")]
    [InlineData("http://mn1:8080/cloud/zstack/v1/", "mn1:8080/cloud/zstack", "http://mn1:8080/cloud/zstack")]
    [InlineData("[::1]:8080", "[::1]", "http://[::1]:8080/zstack")]
    [InlineData("[::1]", "[::1]", "http://[::1]:8080/zstack")]
    [InlineData("[fe80::1%lo]", "[fe80::1%lo]", "http://[fe80::1%lo]:8080/zstack")]
    [InlineData("http://[fe80::1%25lo]:8080", "[fe80::1%lo]", "http://[fe80::1%lo]:8080/zstack")]
    public void A_host_a_port_or_a_url_is_a_server(string text, string name, string url)
    {
        ServerAddress address = ServerAddress.Parse(text);

        Assert.Equal((name, url), (address.Name, address.Url));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("http://")]
    [InlineData("ftp://mn1")]
    [InlineData("ssh://mn1")]
    [InlineData("mn1:99999")]
    [InlineData("mn1:0")]
    [InlineData("mn 1")]
    [InlineData("http://admin:password@mn1")]
    [InlineData("admin@mn1")]
    [InlineData("mn1?x=1")]
    [InlineData("mn1#x")]
    public void Anything_else_is_refused_before_a_request(string text) =>
        Assert.Equal(ZStackErrorKind.InvalidArgument, Assert.Throws<ZStackException>(() => ServerAddress.Parse(text)).Kind);

    [Theory]
    [InlineData("::1", "[::1]")]
    [InlineData("fe80::1%1", "[fe80::1%1]")]
    public void An_ipv6_address_without_brackets_says_how_to_write_it(string text, string expected) =>
        Assert.Equal($"is an IPv6 address without brackets; write {expected}", Assert.Throws<ZStackException>(() => ServerAddress.Parse(text)).Facts["reason"]!.ToString());

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.2", true)]
    [InlineData("[::1]", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("localhost.example.com", false)]
    public void Loopback_is_only_this_machine(string text, bool expected) => Assert.Equal(expected, ServerAddress.Parse(text).IsLoopback);
}
