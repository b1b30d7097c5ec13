using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Databases;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Processes;

namespace ZStack.Backup.Client.Tests.Processes;

/// <summary>Programs that handle a backup get little, can do little, and what they say is bounded.</summary>
[Collection(nameof(Alone))]
public sealed class ChildProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public void Children_get_no_variable_of_ours()
    {
        if (OperatingSystem.IsWindows())
            return;
        Environment.SetEnvironmentVariable("ZSTACK_CANARY", "secret");
        List<string> lines = Run("/usr/bin/env");

        Assert.Equal(["PATH=/usr/bin:/bin:/usr/sbin:/sbin"], lines.Where(l => !l.StartsWith("_=", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_line_without_an_end_takes_no_memory()
    {
        if (OperatingSystem.IsWindows())
            return;
        long before = GC.GetTotalAllocatedBytes();
        List<string> lines = Run("/bin/sh", "-c", "head -c 300000000 /dev/zero | tr '\\0' x; echo; echo end; head -c 300000000 /dev/zero | tr '\\0' y >&2");

        Assert.Equal([8192, 3], lines.Select(l => l.Length));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 50_000_000);
    }

    [Fact]
    public void Under_root_they_run_as_somebody_without_rights()
    {
        if (ServerAccount.Find() is not { } account)
            return;
        var lines = new List<string>();
        using ChildProcess child = ServerAccount.Start(account, "/bin/sh", ["-c", "id -u; id -G; grep NoNewPrivs /proc/self/status"], lines.Add);

        Assert.Equal(0, child.WaitForExit(Limit, CancellationToken.None));
        Assert.DoesNotContain("0", lines.Take(2));
        Assert.Contains("1", lines[2], StringComparison.Ordinal);
    }

    /// <summary>The process is told by the guard's input: whatever the server writes into its folder does not change it.</summary>
    [Fact]
    public async Task The_guard_ends_the_process_it_was_told_and_no_other()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new PrivateFolder();
        using var victim = new ChildProcess("/bin/sleep", ["60"]);
        using var server = new ChildProcess("/bin/sleep", ["60"]);
        using var released = new ChildProcess("/bin/sleep", ["60"]);
        await System.IO.File.WriteAllTextAsync(folder.Combine("pid"), victim.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using (var guard = new ProcessGuard(folder))
            guard.Watch(server);

        Assert.NotNull(server.WaitForExit(TimeSpan.FromSeconds(5), CancellationToken.None));
        Assert.False(victim.HasExited);
        Assert.False(System.IO.Directory.Exists(folder.Path));
        using (var guard = new ProcessGuard(folder))
        {
            guard.Watch(released);
            guard.Release();
        }

        Assert.False(released.HasExited);
    }

    private static List<string> Run(string program, params string[] arguments)
    {
        var lines = new List<string>();
        using var child = new ChildProcess(program, arguments, lines.Add);
        Assert.Equal(0, child.WaitForExit(Limit, CancellationToken.None));
        return lines;
    }
}
