using Xunit;
using ZStack.Backup.Client.ImageStore;

namespace ZStack.Backup.Client.Tests.ImageStore;

public sealed class InstallPathTests
{
    [Theory]
    [InlineData("zsbak", "e220a839", "zstore://zsbak/e220a839")]
    [InlineData(null, "e220a839", null)]
    [InlineData("zsbak", null, null)]
    public void A_path_is_made_of_name_and_id_and_of_nothing_less(string? name, string? id, string? path) => Assert.Equal(path, InstallPath.Compose(name, id));

    [Theory]
    [InlineData("zstore://zsbak/e220a839", "zsbak", "e220a839")]
    [InlineData("zstore://zsbak/more/e220a839", "zsbak", "e220a839")]
    [InlineData("zstore://zsbak", "zsbak", null)]
    [InlineData("zstore://zsbak/", "zsbak", null)]
    [InlineData("zstore:///e220a839", null, "e220a839")]
    [InlineData("zstore://", null, null)]
    [InlineData("ZSTORE://zsbak/e220a839", null, null)]
    [InlineData("/zstack_bs/zsbak/e220a839", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    public void A_path_gives_what_is_in_it(string? path, string? name, string? id) => Assert.Equal((name, id), InstallPath.Split(path));
}
