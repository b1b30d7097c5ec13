using System;
using System.IO;
using System.IO.Compression;
using System.Reflection;
using System.Text;

namespace ZStack.Backup.Sandbox;

/// <summary>Where the files of the node's backups come from.</summary>
internal sealed class Dumps
{
    private const string SampleName = "sample-dump.sql.gz";

    // Naming every one of many thousand backups would keep a copy of the file for each.
    private const int MostNamed = 1000;

    private static readonly Lazy<BytesDump> Sample = new(ReadSample);

    private readonly IDump _shared;
    private readonly bool _named;

    public Dumps(SandboxOptions options)
    {
        _shared = options switch
        {
            { DumpFile: { } file } => new FileDump(file),
            { DumpSize: > 0 } => GeneratedDump.OfSize(options.DumpSize),
            _ => Sample.Value,
        };
        _named = Math.Max(options.Records, options.Backups) <= MostNamed;
    }

    public IDump For(string name) => _named && _shared is BytesDump sample ? sample.Named(name) : _shared;

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
