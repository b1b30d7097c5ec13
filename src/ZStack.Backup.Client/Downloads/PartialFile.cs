using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Json;

namespace ZStack.Backup.Client.Downloads;

/// <summary>A file on its way: it has its final name only when it is whole. Beside it lies what is needed to go on later.</summary>
internal sealed class PartialFile : IDisposable
{
    private const int BufferSize = 128 * 1024;
    private const int Tries = 5;

    private string _path;
    private string _notePath;
    private bool _isForOnce;
    private bool _hasModes;
    private readonly FileHashes _hashes = new();
    private FileStream? _file;
    private FileFacts? _facts;

    public PartialFile(string finalPath)
    {
        FinalPath = finalPath;
        _path = SaveNames.PartOf(finalPath);
        _notePath = SaveNames.NoteOf(finalPath);
    }

    public string FinalPath { get; }

    public string Path => _path;

    /// <summary>Bytes that are written and hashed.</summary>
    public long Length { get; private set; }

    /// <summary>What is known of the remote file that these bytes are of; <c>null</c> for a new one.</summary>
    public RemoteFile? Remote { get; private set; }

    /// <summary>Opens what an earlier call has left, or starts anew. Bytes on disk are read once, for the hashes.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.FileNotWritable"/></exception>
    public void Open(bool resume, CancellationToken cancellation)
    {
        Guard(() =>
        {
            _file = OpenOwn();
            if (!resume)
                _file.SetLength(0);
            Remote = resume && _file.Length > 0 && IsOurs(FileFacts.Of(_notePath)) ? RemoteFile.ReadNote(_notePath) : null;
            if (Remote is null)
                Restart();
            else
                Rehash(cancellation);
        });
    }

    /// <summary>Our own part, under its lock. What others may have written is never taken up.</summary>
    private FileStream OpenOwn()
    {
        for (int i = 0; i < Tries; i++)
        {
            if (PrivateFile.IsLink(_path))
                File.Delete(_path);
            if (PrivateFile.IsLink(_notePath))
                File.Delete(_notePath);
            if (FileFacts.Of(_path) is { IsOfThisUser: false } || FileFacts.Of(_notePath) is { IsOfThisUser: false })
            {
                // Another user's call may be writing there: it is left alone. Nobody can go on with a name that nobody knows.
                (_path, _notePath) = SaveNames.Unforeseen(FinalPath);
                _isForOnce = true;
            }

            if (TryOpen() is { } file)
                return file;
        }

        throw new IOException(_path);
    }

    /// <returns><c>null</c> when the name is free now for a new one, or was taken meanwhile.</returns>
    private FileStream? TryOpen()
    {
        FileStream file;
        try
        {
            file = PrivateFile.OpenExisting(_path, BufferSize);
        }
        catch (FileNotFoundException)
        {
            try
            {
                return PrivateFile.Open(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferSize);
            }
            catch (IOException) when (File.Exists(_path))
            {
                return null;
            }
        }

        FileFacts? found = FileFacts.Of(file);
        // Nothing of such a file is changed, not even its mode: it may be any file of ours that somebody gave this name, too.
        bool isPlanted = found is { IsOneFile: false } or { IsOfThisUser: false };
        // Closes it to others, too. Where that does not show, as on a share, modes tell nothing.
        bool isStill = isPlanted ? FileFacts.Of(_path)?.IsSameAs(found!) == true : PrivateFile.IsStill(file, _path);
        _hasModes = FileFacts.Of(file) is { IsPrivateFile: true };
        if (isStill && !isPlanted && IsOurs(found))
            return file;
        // A second name, or rights for others. Under its lock, so that no call of ours loses what it has just begun.
        if (isStill)
            File.Delete(_path);
        file.Dispose();
        return null;
    }

    private bool IsOurs(FileFacts? found) => found is null || (_hasModes ? found.IsPrivateFile : found.IsOneFile);

    /// <summary>Notes which remote file the bytes are of, before the first of them is written.</summary>
    public void Begin(RemoteFile remote)
    {
        Remote = remote;
        Guard(() => remote.WriteNote(_notePath));
    }

    /// <summary>Forgets all bytes so far.</summary>
    public void Restart()
    {
        Guard(() => _file!.SetLength(0));
        Length = 0;
        Remote = null;
        _hashes.Restart();
    }

    /// <summary>Writes and hashes at the same time.</summary>
    /// <exception cref="ZStackException">NoSpace, FileNotWritable.</exception>
    public void Append(byte[] buffer, int count)
    {
        Task hashing = Task.Run(() => _hashes.Append(buffer, count));
        try
        {
            Guard(() => _file!.Write(buffer, 0, count));
        }
        finally
        {
            Blocking.Wait(hashing);
        }

        Length += count;
    }

    public (string Md5, string Sha256) Hashes() => _hashes.Finish();

    /// <summary>Gives the file its final name, in one step.</summary>
    public void Complete(bool replace)
    {
        Guard(() =>
        {
            _file!.Flush(flushToDisk: true);
            if (!PrivateFile.IsStill(_file, _path))
                throw new IOException(_path);
            _facts = FileFacts.Of(_file);
            // Renamed under its lock: who waits for it must not take it for a part to go on with. Windows does not rename what is open.
            if (PrivateFolder.IsWindows)
                LetGo();
            // Before the file has its name: the manifest of an older one never stands beside it.
            if (replace)
                File.Delete(BackupManifest.PathFor(FinalPath));
            if (replace)
                PrivateFile.Put(_path, FinalPath);
            else
                File.Move(_path, FinalPath);
            File.Delete(_notePath);
            LetGo();
        });

        void LetGo()
        {
            _file?.Dispose();
            _file = null;
        }
    }

    /// <summary>Whether the name is still this file's: another call may have replaced or removed it. Taken for granted where the system does not tell.</summary>
    public bool HasItsName() => _facts is null || FileFacts.Of(FinalPath)?.IsSameAs(_facts) == true;

    /// <summary>Room that is left where the file goes; <c>null</c> when the platform does not say.</summary>
    public long? FreeSpace() => Disk.FreeSpace(_path);

    public void Dispose()
    {
        // Only what was opened here: another call may be writing a file of that name.
        if (_file is { } file)
        {
            // An empty part helps nobody.
            bool isUseless = file.Length == 0 || _isForOnce;
            if (PrivateFolder.IsWindows)
                file.Dispose();
            // Elsewhere under its lock: whoever waits for it must not take up what is just going.
            if (isUseless && PrivateFile.IsStill(file, _path))
            {
                Guard(() => File.Delete(_notePath));
                Guard(() => File.Delete(_path));
            }

            file.Dispose();
        }

        _hashes.Dispose();
    }

    private void Rehash(CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferSize];
        int read;
        while ((read = _file!.Read(buffer, 0, buffer.Length)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            _hashes.Append(buffer, read);
            Length += read;
        }
    }

    private void Guard(Action action) => Disk.Write(_path, action);
}
