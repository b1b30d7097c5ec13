using System;
using System.Collections.Concurrent;
using System.IO;
using System.IO.Compression;
using System.Reflection;
using System.Text;
using ZStack.Backup.Sandbox.CloudResources;

namespace ZStack.Backup.Sandbox.Dumps;

/// <summary>Where the files of the node's backups come from.</summary>
internal sealed class DumpSource
{
    private const string SampleName = "sample-dump.sql.gz";

    // Naming every one of many thousand backups would keep a copy of the file for each.
    private const int MaxNamed = 1000;

    private static readonly Lazy<BytesDump> Sample = new(ReadSample);
    private static readonly Lazy<string> SampleContent = new(UnpackSample);

    private readonly IDump _shared;
    private readonly bool _named;
    private readonly int _node;
    private readonly ConcurrentDictionary<DateTimeOffset, BytesDump> _ofCloud = new();

    /// <summary>Whose rows the files hold; <c>null</c> where they are all the same.</summary>
    public Cloud? Cloud { get; set; }

    public DumpSource(SandboxOptions options)
    {
        _shared = options switch
        {
            { DumpFile: { } file } => new FileDump(file),
            { DumpSize: > 0 } => GeneratedDump.OfSize(options.DumpSize),
            _ => Sample.Value,
        };
        _node = options.Number;
        _named = Math.Max(options.Records, options.Backups) <= MaxNamed;
    }

    /// <param name="made">When the backup was made: it holds the rows of that moment.</param>
    public IDump For(string name, DateTimeOffset made)
    {
        BytesDump? ours = _shared as BytesDump;
        if (ours is not null && Cloud is { } cloud)
            ours = _ofCloud.GetOrAdd(made, time => new BytesDump(CloudDump.Pack(SampleContent.Value, cloud.At(time))));
        return _named && ours is not null ? ours.Named(name, _node) : ours ?? _shared;
    }

    private static string UnpackSample()
    {
        using var text = new StreamReader(new GZipStream(Sample.Value.Open(), CompressionMode.Decompress), Encoding.UTF8);
        return text.ReadToEnd();
    }

    private static BytesDump ReadSample()
    {
        using Stream? resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(SampleName);
        using var bytes = new MemoryStream();
        if (resource is not null)
        {
            resource.CopyTo(bytes);
            return new BytesDump(bytes.ToArray());
        }

        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(SampleText.ThreeDumps));
        return new BytesDump(bytes.ToArray());
    }
}
