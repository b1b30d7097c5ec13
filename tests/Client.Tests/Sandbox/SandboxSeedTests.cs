using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.SandboxNodes;

/// <summary>What a node starts with agrees with itself.</summary>
public sealed class SandboxSeedTests
{
    [Fact]
    public async Task Storages_are_attached_to_zones_of_the_cloud()
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 20 });
        HashSet<string> zones = [.. node.Resources("Zone").Select(zone => zone.Uuid)];

        Assert.All(node.Storages.SelectMany(storage => storage.AttachedZoneUuids), zone => Assert.Contains(zone, zones));
        Assert.Contains(node.Storages, storage => storage.AttachedZoneUuids.Count > 0);
    }

    [Theory]
    [InlineData(AnswerShape.Infos)]
    [InlineData(AnswerShape.Backups)]
    public async Task A_backup_has_one_size_and_one_md5_wherever_it_is_seen(AnswerShape shape)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(new SandboxOptions { Shape = shape });
        using var http = new HttpClient();
        Dictionary<string, (long Size, string Md5)> listed = [];
        foreach (JsonNode? image in (await ListAsync(http, node)).AsArray())
        {
            JsonNode metadata = shape == AnswerShape.Infos ? JsonNode.Parse((string)image!["desc"]!)! : image!;
            listed[(string)metadata["name"]!] = ((long)image!["size"]!, (string)metadata["md5"]!);
        }

        BackupRecord[] seen = [.. node.Records.Where(record => record.Size is not null)];

        Assert.NotEmpty(seen);
        Assert.All(seen, record => Assert.Equal((record.Size!.Value, record.Md5), listed[record.Name]));
        BackupRecord exported = seen.Single(record => record.Refs.Any(copy => copy.ExportUrl is not null));
        byte[] file = await http.GetByteArrayAsync(new Uri(exported.Refs[0].ExportUrl!));
#pragma warning disable CA5351 // What the server writes into the metadata.
        Assert.Equal((exported.Size, exported.Md5), (file.Length, Convert.ToHexStringLower(MD5.HashData(file))));
#pragma warning restore CA5351
    }

    [Fact]
    public async Task Versions_never_go_back()
    {
        await using SandboxNode node = await SandboxNode.StartAsync();
        using var http = new HttpClient();

        string[] listed = [.. (await ListAsync(http, node)).AsArray().Select(image => (string)JsonNode.Parse((string)image!["desc"]!)!["version"]!)];
        string[] recorded = [.. node.Records.OrderByDescending(record => record.CreateDate).Select(record => record.Version)];

        // The newest first.
        Assert.Equal(listed.OrderByDescending(Version.Parse), listed);
        Assert.Equal(recorded.OrderByDescending(Version.Parse), recorded);
        Assert.Equal(2, listed.Distinct().Count());
    }

    [Fact]
    public async Task No_two_nodes_have_a_backup_or_a_resource_in_common()
    {
        await using SandboxNode first = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 8 });
        await using SandboxNode second = await SandboxNode.StartAsync(new SandboxOptions { Cloud = 8, Number = 1 });
        await using SandboxNode third = await SandboxNode.StartAsync(new SandboxOptions { Number = 2 });
        await using SandboxNode fourth = await SandboxNode.StartAsync(new SandboxOptions { Number = 3 });
        using var http = new HttpClient();

        string[][] facts =
        [
            .. await Task.WhenAll(new[] { first, second, third, fourth }.Select(async node => (string[])
            [
                .. node.Records.SelectMany(record => new[] { record.Uuid, record.Md5 }.Concat(record.Refs.Select(copy => copy.InstallPath))),
                .. (await ListAsync(http, node)).AsArray().Select(image => (string)image!["id"]!),
                .. node.Resources("VmInstance").Select(vm => vm.Uuid),
            ])),
        ];

        Assert.All(facts, own => Assert.NotEmpty(own));
        string[] all = [.. facts.SelectMany(own => own.Distinct())];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    private static async Task<JsonNode> ListAsync(HttpClient http, SandboxNode node)
    {
        string hash = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(SandboxAccounts.Password)));
        string json = new JsonObject { ["logInByAccount"] = new JsonObject { ["accountName"] = SandboxAccounts.Account, ["password"] = hash } }.ToJsonString();
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage login = await http.PutAsync(new Uri(node.Url + "/v1/accounts/login"), body);
        string session = (string)JsonNode.Parse(await login.Content.ReadAsStringAsync())!["inventory"]!["uuid"]!;
        using var request = new HttpRequestMessage(HttpMethod.Get, node.Url + "/v1/database-backups/image-store?url=" + Uri.EscapeDataString("ssh://root:password@127.0.0.1:22/zstack_bs"));
        request.Headers.TryAddWithoutValidation("Authorization", "OAuth " + session);
        using HttpResponseMessage answer = await http.SendAsync(request);
        JsonNode list = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return (list["infos"] ?? list["backups"])!;
    }
}
