using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Fuzz;

namespace ZStack.Backup.Client.Tests;

/// <summary>Broken input: a short run of the fuzzers, and answers without measure.</summary>
public sealed class FuzzTests
{
    private const int Seed = 6;
    private const int Cases = 20_000;
    private const long MaxTaken = 64 * 1024 * 1024;

    [Theory]
    [InlineData("url")]
    [InlineData("dump")]
    [InlineData("answer")]
    public async Task Broken_input_ends_in_an_error_of_its_own(string target)
    {
        Func<Target> make = target switch { "url" => () => new UrlTarget(), "dump" => () => new DumpTarget(), _ => () => new AnswerTarget() };

        Assert.Empty(await Program.RunAsync(make, Seed, 0, Cases));
    }

    public static TheoryData<string> Giants => new("10 GB claimed", "1 GB string", "1 GB of blanks", "nesting", "million members", "million causes", "endless header", "endless status line", "gzip bomb", "million nulls");

    /// <summary>The client gives up long before it has taken what the server has to give.</summary>
    [Theory]
    [MemberData(nameof(Giants))]
    public async Task An_answer_without_measure_is_given_up(string kind)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var ends = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        long taken = 0;
        Task server = Task.Run(
            async () =>
            {
                while (true)
                {
                    using TcpClient connection = await listener.AcceptTcpClientAsync(ends.Token);
                    try
                    {
                        NetworkStream stream = connection.GetStream();
                        _ = await stream.ReadAsync(new byte[16 * 1024], ends.Token);
                        foreach (byte[] piece in Pieces(kind))
                        {
                            await stream.WriteAsync(piece, ends.Token);
                            Interlocked.Add(ref taken, piece.Length);
                        }
                    }
                    catch (IOException)
                    {
                        // The client has had enough.
                    }
                }
            },
            ends.Token);
        var settings = new ConnectionSettings(ServerAddress.Parse("http://127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port)) { Timeout = TimeSpan.FromSeconds(10) };
        foreach (bool isList in (bool[])[true, false])
        {
            using var transport = new Transport(settings);
            ZStackSession session = FuzzSession.Of(transport);
            Task asked = isList ? ListAsync(session, ends.Token) : new ZStackClient(session).GetJobAsync(new ZStackJob { Id = new string('a', 32), Operation = "CreateDatabaseBackup" }, ends.Token);
            try
            {
                await asked;
                // A million small things may be read one by one.
                Assert.True(kind is "million nulls", kind);
            }
            catch (ZStackException)
            {
                // Of whatever kind: it ended, and says so.
            }
        }

        Assert.True(Interlocked.Read(ref taken) < 4 * MaxTaken, $"{taken} bytes taken");
        await ends.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server);
    }

    private static async Task ListAsync(ZStackSession session, CancellationToken cancellation)
    {
        using IItemReader<ImageInfo> images = await new ZStackClient(session).ReadImageStoreAsync(ImageStoreUrl.Parse("ssh://root:password@10.0.0.9/zstack_bs"), null, null, null, cancellation);
        while (images.TryRead(out _))
        {
            // The reading is what is tried.
        }
    }

    private static IEnumerable<byte[]> Pieces(string kind)
    {
        const string Ok = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
        string head = kind switch
        {
            "10 GB claimed" => Ok + "Content-Length: 10000000000\r\n\r\n{\"infos\":[{\"id\":\"1\"",
            "1 GB string" => Ok + "\r\n{\"infos\":[{\"id\":\"",
            "1 GB of blanks" => Ok + "\r\n",
            "nesting" => Ok + "\r\n{\"infos\":[{\"id\":" + new string('[', 100_000),
            "million members" => Ok + "\r\n{\"infos\":[{",
            "million causes" => "HTTP/1.1 503 x\r\nConnection: close\r\n\r\n{\"error\":{\"code\":\"SYS.1000\",\"causes\":[",
            "endless header" => Ok + "X: ",
            "endless status line" => "HTTP/1.1 200 ",
            "gzip bomb" => Ok + "Content-Encoding: gzip\r\n\r\n",
            _ => Ok + "\r\n{\"infos\":[",
        };
        yield return Encoding.ASCII.GetBytes(head);
        if (kind == "gzip bomb")
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            {
                gzip.Write("{\"infos\":[{\"id\":\""u8);
                byte[] same = new byte[1024 * 1024];
                Array.Fill(same, (byte)'x');
                for (int i = 0; i < 1000; i++)
                    gzip.Write(same);
            }

            yield return packed.ToArray();
            yield break;
        }

        string unit = kind switch
        {
            "1 GB of blanks" => " ",
            "nesting" => "[",
            "million members" => "\"a12345\":1,",
            "million causes" => "{\"code\":\"SYS.1\",\"details\":\"x\"},",
            "million nulls" => "null,",
            _ => "x",
        };
        byte[] piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(unit, 64 * 1024 / unit.Length)));
        int pieces = kind == "million nulls" ? 100 : 16 * 1024;
        for (int i = 0; i < pieces; i++)
            yield return piece;
        if (kind == "million nulls")
            yield return "null]}"u8.ToArray();
    }
}
