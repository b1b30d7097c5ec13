using System;
using System.IO;
using System.Text;
using System.Threading;
using Xunit;
using ZStack.Backup.Client.Downloads;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Tests.Downloads;

/// <summary>A file on its way leaves nothing behind but what a later call can go on from.</summary>
public sealed class PartialFileTests : IDisposable
{
    private static readonly byte[] Some = Encoding.ASCII.GetBytes("some of it");

    private readonly string _folder = Directory.CreateTempSubdirectory("partial-").FullName;

    private string Final => Path.Combine(_folder, "a.gz");

    private string Partial => SaveNames.PartOf(Final);

    private string Note => BackupManifest.PathFor(Partial);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Its_own_empty_file_goes_and_takes_its_note_along()
    {
        using (var file = new PartialFile(Final))
        {
            file.Open(resume: true, CancellationToken.None);
            File.WriteAllText(Note, "{}");
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_part_with_bytes_stays_with_its_note()
    {
        using (var file = new PartialFile(Final))
        {
            file.Open(resume: true, CancellationToken.None);
            File.WriteAllText(Note, "{}");
            file.Append(Some, Some.Length);
        }

        Assert.Equal(Some, File.ReadAllBytes(Partial));
        Assert.True(File.Exists(Note));
    }

    [Fact]
    public void An_empty_file_that_was_not_opened_here_is_left_to_its_owner()
    {
        File.WriteAllText(Partial, "");
        File.WriteAllText(Note, "{}");

        new PartialFile(Final).Dispose();

        Assert.True(File.Exists(Partial) && File.Exists(Note));
    }

    [Fact]
    public void The_file_of_another_call_that_still_writes_it_is_left_alone()
    {
        using var first = new PartialFile(Final);
        first.Open(resume: true, CancellationToken.None);
        File.WriteAllText(Note, "{}");

        using (var second = new PartialFile(Final))
            Assert.Equal(ZStackErrorKind.FileNotWritable, Assert.Throws<ZStackException>(() => second.Open(resume: true, CancellationToken.None)).Kind);

        Assert.True(File.Exists(Partial) && File.Exists(Note));
    }

    [Fact]
    public void Once_it_has_its_name_it_is_safe()
    {
        using (var file = new PartialFile(Final))
        {
            file.Open(resume: false, CancellationToken.None);
            file.Complete(replace: false);
        }

        Assert.Equal([Final], Directory.GetFileSystemEntries(_folder));
    }
}
