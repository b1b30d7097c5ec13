using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Xunit;
using ZStack.Backup.Client.Databases;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Processes;
using ZStack.Backup.Client.Tests.Dumps;

namespace ZStack.Backup.Client.Tests.Databases;

/// <summary>Even if a hostile statement passed the check of the structure: the throw-away server cannot do harm with it.</summary>
public sealed class HostileLoadTests
{
    [Fact]
    public void Nothing_outside_of_the_throw_away_server_is_touched()
    {
        string canary = Directory.CreateTempSubdirectory("canary").FullName;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        try
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(canary, (UnixFileMode)0x1FF);
            string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            Environment.SetEnvironmentVariable("ZSTACK_PASSWORD", "canary-in-the-environment");
            ServerPrograms? programs = ServerPrograms.Find(null, CancellationToken.None, out string missing);
            Assert.True(programs is not null, missing);
            using ThrowAwayServer server = ThrowAwayServer.Start(programs!, TimeSpan.FromMinutes(2), null, CancellationToken.None);
            var allowed = new List<string>();
            // Each alone, as a client ends at its first error. Those that only wait or compute end with the server.
            // The one that changes the password of its own account comes last: all behind it would be refused for that.
            foreach (string hostile in HostileStatements.All.OrderBy(IsOfPassword))
            {
                if (IsOfPassword(hostile))
                    Assert.Equal("", LoadAgain(server));
                string statement = hostile.Replace("FOLDER", canary, StringComparison.Ordinal).Replace("PORT", port, StringComparison.Ordinal);
                long before = GC.GetAllocatedBytesForCurrentThread();
                int? exit = Load(server, Samples.Header + Samples.Databases + statement + "\n");
                // Of this thread: other tests run beside it.
                Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64_000_000, statement);
                if (exit == 0 && NeedsRights(statement))
                    allowed.Add(statement);
            }

            Assert.Empty(allowed);
            Assert.Empty(Directory.GetFileSystemEntries(canary));
            Assert.False(listener.Pending());
        }
        finally
        {
            Environment.SetEnvironmentVariable("ZSTACK_PASSWORD", null);
            Directory.Delete(canary, recursive: true);
        }
    }

    // These reach for the server, its files, its accounts or the network, and must be refused.
    private static bool NeedsRights(string statement) =>
        (statement.StartsWith("SET GLOBAL", StringComparison.OrdinalIgnoreCase) || statement.StartsWith("SET @@GLOBAL", StringComparison.OrdinalIgnoreCase)
            || statement.StartsWith("GRANT", StringComparison.Ordinal) || statement.StartsWith("LOAD", StringComparison.Ordinal) || statement.StartsWith("CREATE USER", StringComparison.Ordinal)
            || statement.Contains("OUTFILE", StringComparison.Ordinal) || statement.Contains("DUMPFILE", StringComparison.Ordinal) || statement.Contains("SONAME", StringComparison.Ordinal)
            || statement.StartsWith("CHANGE", StringComparison.Ordinal) || statement.StartsWith("SHUTDOWN", StringComparison.Ordinal) || statement.StartsWith("INSERT INTO `mysql`", StringComparison.Ordinal))
        && !statement.StartsWith("DELIMITER", StringComparison.Ordinal);

    private static bool IsOfPassword(string statement) => statement.StartsWith("SET PASSWORD", StringComparison.Ordinal);

    /// <summary>It is still there, and the account can do what it could.</summary>
    private static string LoadAgain(ThrowAwayServer server)
    {
        using ChildProcess client = server.StartClient("zstack");
        client.Input.Write(Encoding.Latin1.GetBytes(Samples.Databases));
        client.Input.Dispose();
        int? exit = client.WaitForExit(TimeSpan.FromSeconds(30), CancellationToken.None);
        return exit == 0 ? "" : client.Errors + server.Errors;
    }

    private static int? Load(ThrowAwayServer server, string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        var dump = new DumpReader(new MemoryStream(bytes).Read);
        try
        {
            dump.Read();
        }
        catch (BackupFaultException)
        {
            // It is loaded all the same.
        }

        var edited = new EditedText(new MemoryStream(bytes).Read, dump, "zstack", ThrowAwayServer.Definer);
        using ChildProcess client = server.StartClient("zstack");
        byte[] buffer = new byte[4096];
        try
        {
            int read;
            while ((read = edited.Read(buffer, 0, buffer.Length)) > 0)
                client.Input.Write(buffer, 0, read);
            client.Input.Dispose();
        }
        catch (IOException)
        {
            // The client has refused it.
        }

        return client.WaitForExit(TimeSpan.FromSeconds(5), CancellationToken.None);
    }
}
