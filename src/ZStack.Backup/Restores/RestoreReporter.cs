using System;
using System.IO;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Statements;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Restores;

/// <summary>Tells the operator of a restore what is seen, on the screen and in a file.</summary>
internal sealed class RestoreReporter : IDisposable
{
    private const string LogParameter = "LogPath";

    /// <summary>Tag of the node's own lines in the information stream.</summary>
    private const string LogTag = "ZStackRestoreLog";

    private readonly ZStackCmdlet _cmdlet;
    private RestoreLogFile? _file;
    private string? _path;
    private string? _written;

    public RestoreReporter(ZStackCmdlet cmdlet) => _cmdlet = cmdlet;

    /// <summary>The node that is followed, once a restore cannot be called back.</summary>
    public string? Following { get; set; }

    public void Dispose() => _file?.Dispose();

    /// <summary>Finds what is wrong with the log file before anybody is asked anything.</summary>
    /// <param name="path">Of <c>-LogPath</c>: it takes the lines of the node's log and the phases.</param>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    public void ResolveLog(string? path)
    {
        if (path is null)
            return;
        _path = FilePath.ResolveTarget(_cmdlet, path, LogParameter);
        if (Path.GetDirectoryName(_path) is { } folder && !Directory.Exists(folder))
            throw ObjectWork.Invalid(LogParameter, Wording.Sentence(nameof(Messages.Arg_BadLogPath), [Wording.Sentence(nameof(Messages.Arg_NoFolder), [folder])]));
    }

    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    public void OpenLog()
    {
        if (_path is null)
            return;
        _file = new RestoreLogFile(_path);
        _written = _path;
    }

    /// <summary>The result as it leaves the cmdlet.</summary>
    public RestoreResult Finish(RestoreResult result)
    {
        result.LogPath = _written;
        RestoreWords.Fill(result);
        foreach (string left in result.FollowUps)
            WriteToFile(left);
        return result;
    }

    /// <returns>False for what is not about a restore.</returns>
    public bool Report(ClientEvent what)
    {
        switch (what.Kind)
        {
            case ClientEventKind.RestoreLogLine:
                _cmdlet.WriteInformation(what.Get<string>("line"), LogTag);
                WriteToFile(what.Get<string>("line"));
                break;
            case ClientEventKind.RestorePhase:
                string words = what.Facts["detail"] is ""
                    ? Wording.Sentence(nameof(Messages.Restore_Phase), [Stage(what)])
                    : Wording.Sentence(nameof(Messages.Restore_PhaseWithDetail), [Stage(what), what.Facts["detail"]!]);
                _cmdlet.WriteVerbose(words);
                WriteToFile(words);
                break;
            case ClientEventKind.RestoreProgress:
                _cmdlet.ShowProgress(Messages.Activity_RecoverDatabaseFromBackup, Wording.Sentence(nameof(Messages.Status_Restore), [what.Facts["server"]!, Stage(what), what.Facts["seconds"]!]));
                break;
            case ClientEventKind.RestoreLogAbsent:
                string absent = Wording.Of(what);
                _cmdlet.WriteWarning(absent);
                WriteToFile(absent);
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>What goes on at the node when the following is stopped now; <c>null</c> when nothing does.</summary>
    /// <param name="isAccepted">The node has said that it has the restore, or it was begun by somebody else.</param>
    /// <param name="job">Id of its job, where that is known.</param>
    public string? DescribeRunningWork(bool isAccepted, string? job) => Following is null ? null
        : Wording.Sentence(isAccepted ? nameof(Messages.Warning_RestoreGoesOn) : nameof(Messages.Warning_RestoreMayGoOn), [Following, job is null ? "" : " -JobId " + job]);

    private static string Stage(ClientEvent what) => Wording.Sentence("Stage_" + what.Facts["stage"], [what.Facts["server"]!]);

    /// <summary>A full disk must not end the following.</summary>
    private void WriteToFile(string line)
    {
        try
        {
            _file?.Write(VisibleText.Of(line));
        }
        catch (IOException e)
        {
            _file?.Dispose();
            _file = null;
            _cmdlet.WriteWarning(Wording.Sentence(nameof(Messages.Warning_RestoreLogFile), [e.Message]));
        }
    }
}
