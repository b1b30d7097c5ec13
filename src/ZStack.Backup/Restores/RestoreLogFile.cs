using System;
using System.Globalization;
using System.IO;
using System.Text;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Restores;

/// <summary>The file of <c>-LogPath</c>: every line with its time, appended, on disk at once.</summary>
internal sealed class RestoreLogFile : IDisposable
{
    private readonly StreamWriter _writer;

    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/>: it cannot be written.</exception>
    public RestoreLogFile(string path)
    {
        try
        {
            // Others may read while it grows.
            FileStream file = PrivateFile.Open(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            _writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ZStackException(ZStackErrorKind.InvalidArgument, "LogPath", Wording.Sentence(nameof(Messages.Arg_BadLogPath), [e.Message.TrimEnd('.')]));
        }
    }

    /// <exception cref="IOException">The disk is full, or gone.</exception>
    public void Write(string line) => _writer.WriteLine(DateTimeOffset.Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) + " " + line);

    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (IOException)
        {
            // What could not be written was said when it happened.
        }
    }
}
