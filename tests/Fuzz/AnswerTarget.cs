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
using ZStack.Backup.Client;
using ZStack.Backup.Client.Connections;
using ZStack.Backup.Client.Http;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Sessions;

namespace ZStack.Backup.Fuzz;

/// <summary>Status lines, headers and bodies over a real connection into the real client.</summary>
internal sealed class AnswerTarget : Target
{
    private static readonly string[] Bodies =
    [
        """{"infos":[{"id":"0ed599ec","parent":"x","blobsum":"y","created":"Mar 5, 2024 2:03:09 PM","author":"a","arch":"x86_64","desc":"{\"name\":\"n\",\"version\":\"5.2.1\",\"md5\":\"9e10\"}","size":7995392,"virtualsize":1.268224E7,"name":"zsbak"},{"id":"2"}],"success":true}""",
        """{"backups":[{"name":"b.gz","version":"5.2.1","installPath":"zstore://zsbak/0ed5","type":"singleDatabase","size":7995392,"md5":"9e10","createdTime":"2024-03-05T14:03:09+0800"}]}""",
        """{"inventories":[{"uuid":"742a7c7d4a4f3a01b206632a40ac414f","name":"n.gz","state":"Enabled","status":"Ready","size":13107,"metadata":"{\"name\":\"n\"}","createDate":"Mar 5, 2024 2:03:09 PM","lastOpDate":1510669257000,"backupStorageRefs":[{"backupStorageUuid":"72ad","installPath":"zstore://zsbak/0ed5","exportUrl":"http://h:8001/x"}]}],"total":1,"schema":{"inventories[0]":"x"}}""",
        """{"inventories":[{"uuid":"676c5945223647698fcf4da2fa46d1dd","name":"backup-main","type":"ImageStoreBackupStorage","state":"Enabled","status":"Connected","hostname":"10.0.0.9","username":"root","sshPort":22,"url":"/zstack_bs","totalCapacity":1099511627776,"availableCapacity":8.24633720832E11,"attachedZoneUuids":["a1b2"],"createDate":"Mar 5, 2024 2:03:09 PM","lastOpDate":1510669257000}],"total":1}""",
        """{"error":{"code":"SYS.1000","description":"d","details":"t","elaboration":"e","cause":{"code":"SYS.1006","details":"u","causes":[{"code":"ID.1001"}]}}}""",
        """{"inventory":{"uuid":"5f1c5f1c5f1c5f1c5f1c5f1c5f1c5f1c","accountUuid":"36c2","userUuid":"36c2","expiredDate":"Mar 5, 2024 4:03:09 PM","createDate":"Mar 5, 2024 2:03:09 PM"}}""",
        """{"currentTime":{"MillionSeconds":1795449900000,"Seconds":1795449900},"version":"5.2.1","valid":true,"timezone":"Asia/Shanghai","offset":"+08:00"}""",
        """{"databaseBackupUrl":"http://h:8001/x","logListenPort":38127,"result":{"newBackupCount":1,"deletedBackupCount":2}}""",
        "<html><head><title>502 Bad Gateway</title></head><body>x</body></html>",
        "requestTimeTooSkewed", "{}", "[]", "null", "",
    ];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ends = new();
    private readonly Mutator _mutator;
    private readonly SemaphoreSlim _one = new(1);
    private readonly ConnectionSettings _settings;
    private readonly ZStackSession _session;
    private volatile byte[] _answer = [];

    public AnswerTarget()
    {
        _listener.Start();
        _settings = new ConnectionSettings(ServerAddress.Parse("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port)) { Timeout = TimeSpan.FromMilliseconds(800) };
        _session = FuzzSession.Of(new Transport(_settings));
        _mutator = new Mutator(
            [.. Bodies.SelectMany(Answers)],
            "HTTP/1.1 ", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 503 x\r\n", "HTTP/1.0 202", "HTTP/9.9", "100 Continue\r\n\r\n", "204", "302", "401", "404", "\r\n", "\r\n\r\n", "Content-Length: 10000000000\r\n", "Content-Length: -1\r\n", "Content-Length: 5\r\n",
            "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "Content-Encoding: deflate\r\n", "Location: //[\r\n", "Location: http://\u00ff/\r\n", "Retry-After: 99999999999999999999\r\n", "Retry-After: -5\r\n", "Set-Cookie: a=b\r\n", "Content-Type: text/html; charset=utf-7\r\n", "Content-Type: ;;;\r\n", "ffffffff\r\n", "-1\r\n", "0\r\n\r\n",
            "{", "}", "[", "]", "\"", ":", ",", "null", "true", "1e999", "-0", "NaN", "-", "0x1F", "1795449900000000000000000", "\\ud800", "\\u0000", "\\", "/*", "//", "'", "{\"error\":", "\"cause\":{", "\"infos\":[", "\"inventories\":[", "\"total\":-5,", "ID.1001", "\u00ef\u00bb\u00bf", "\u00ed\u00a0\u0080", "\0");
        _ = Task.Run(ServeAsync);
    }

    public override string Name => "answer";

    public override async Task<string?> TryAsync(Random random)
    {
        byte[] answer = _mutator.Make(random);
        using var enough = new CancellationTokenSource();
        // A second try would get the same: where the client would repeat, the case is over.
        var events = new Sink(enough);
        await _one.WaitAsync();
        try
        {
            _answer = answer;
            await AskAsync(random.Next(8), new ZStackClient(_session, events), _session, events, enough.Token);
            return null;
        }
        catch (ZStackException e)
        {
            return e.Facts.Values.Any(fact => fact is string { Length: > 20_000 }) ? "a sentence without end: " + e.Kind : null;
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // That is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"{e}\n{Convert.ToBase64String(answer)}";
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        _session.Dispose();
        _ends.Cancel();
        _listener.Dispose();
        _one.Dispose();
        _ends.Dispose();
        base.Dispose();
    }

    private async Task AskAsync(int what, ZStackClient client, ZStackSession session, Sink events, CancellationToken cancellation)
    {
        switch (what)
        {
            case 0 or 1:
                using (IItemReader<ImageInfo> images = await client.ReadImageStoreAsync(ImageStoreUrl.Parse("ssh://root:password@10.0.0.9/zstack_bs"), null, null, null, cancellation))
                {
                    while (images.TryRead(out _))
                    {
                        // The reading is what is tried.
                    }
                }

                break;
            case 2:
                using (PageReader<DatabaseBackupRecord> records = client.ReadBackups(new BackupQuery(), 0, 10, () => throw new OperationCanceledException(), cancellation))
                {
                    while (records.TryRead(out _))
                    {
                        // The reading is what is tried.
                    }
                }

                break;
            case 7:
                using (PageReader<BackupStorage> storages = client.ReadStorages([], [], false, () => throw new OperationCanceledException(), cancellation))
                {
                    while (storages.TryRead(out _))
                    {
                        // The reading is what is tried.
                    }
                }

                break;
            case 3:
                await client.GetJobAsync(new ZStackJob { Id = new string('a', 32), Operation = "ExportDatabaseBackupFromBackupStorage", BackupUuid = "u" }, cancellation);
                break;
            case 4:
                await session.Node.LogInAsync(new PasswordLogIn(LogInType.Account, "admin", new NetworkCredential("", "password").SecurePassword), events, cancellation);
                break;
            case 5:
                await ZStackClient.ProbeAsync(_settings, events, cancellation);
                break;
            default:
                await session.Node.TimeZoneAsync(null, events, cancellation);
                break;
        }
    }

    private static IEnumerable<byte[]> Answers(string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        yield return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n"), .. bytes];
        yield return [.. Encoding.ASCII.GetBytes("HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"), .. bytes];
        yield return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{bytes.Length:x}\r\n"), .. bytes, .. "\r\n0\r\n\r\n"u8];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        yield return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\nConnection: close\r\n\r\n"), .. packed.ToArray()];
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_ends.Token);
                _ = Task.Run(() => AnswerAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        byte[] buffer = new byte[16 * 1024];
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                // One read brings the small requests of this client whole, or nearly: what is left is not looked at.
                _ = await stream.ReadAsync(buffer);
                await stream.WriteAsync(_answer);
                client.Client.Shutdown(SocketShutdown.Send);
                // Closed with bytes unread, the connection would be reset before the answer is.
                while (await stream.ReadAsync(buffer) > 0)
                {
                    // Until the client closes.
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // The client went first.
            }
        }
    }

    private sealed class Sink(CancellationTokenSource enough) : IProgress<ClientEvent>
    {
        public void Report(ClientEvent value)
        {
            if (value.Kind == ClientEventKind.Retrying)
                enough.Cancel();
        }
    }
}
