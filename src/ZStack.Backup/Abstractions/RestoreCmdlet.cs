using System.IO;
using System.Management.Automation;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.Statements;
using ZStack.Backup.Resources;
using ZStack.Backup.Restores;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlet that restores: tells the operator what is seen, on the screen and in a file.</summary>
public abstract class RestoreCmdlet : ChangeCmdlet
{
    private protected const int MaxFollowing = 31_536_000;

    /// <summary>Tag of the node's own lines in the information stream.</summary>
    private const string LogTag = "ZStackRestoreLog";

    private RestoreLogFile? _file;
    private string? _path;
    private string? _written;

    /// <summary>A file that takes the lines of the node's log and the phases; appended when it is there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string? LogPath { get; set; }

    /// <summary>The node that is followed, once a restore cannot be called back.</summary>
    private protected string? Following { get; set; }

    /// <summary>Id of the job that is followed, where it is known beforehand.</summary>
    private protected virtual string? FollowedJob => null;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Finds what is wrong with <see cref="LogPath"/> before anybody is asked anything.</summary>
    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    private protected void ResolveLog()
    {
        if (LogPath is null)
            return;
        _path = FilePath.ResolveTarget(this, LogPath, nameof(LogPath));
        if (Path.GetDirectoryName(_path) is { } folder && !Directory.Exists(folder))
            throw Invalid(nameof(LogPath), Wording.Sentence(nameof(Messages.Arg_BadLogPath), [Wording.Sentence(nameof(Messages.Arg_NoFolder), [folder])]));
    }

    /// <exception cref="ZStackException"><see cref="ZStackErrorKind.InvalidArgument"/></exception>
    private protected void OpenLog()
    {
        if (_path is null)
            return;
        _file = new RestoreLogFile(_path);
        _written = _path;
    }

    /// <summary>The result as it leaves the cmdlet.</summary>
    private protected RestoreResult Finish(RestoreResult result)
    {
        result.LogPath = _written;
        RestoreWords.Fill(result);
        foreach (string left in result.FollowUps)
            WriteToFile(left);
        return result;
    }

    private protected override void WriteEvent(ClientEvent what)
    {
        switch (what.Kind)
        {
            case ClientEventKind.RestoreLogLine:
                WriteInformation(what.Get<string>("line"), LogTag);
                WriteToFile(what.Get<string>("line"));
                break;
            case ClientEventKind.RestorePhase:
                string words = what.Facts["detail"] is ""
                    ? Wording.Sentence(nameof(Messages.Restore_Phase), [Stage(what)])
                    : Wording.Sentence(nameof(Messages.Restore_PhaseWithDetail), [Stage(what), what.Facts["detail"]!]);
                WriteVerbose(words);
                WriteToFile(words);
                break;
            case ClientEventKind.RestoreProgress:
                ShowProgress(Messages.Activity_RecoverDatabaseFromBackup, Wording.Sentence(nameof(Messages.Status_Restore), [what.Facts["server"]!, Stage(what), what.Facts["seconds"]!]));
                break;
            case ClientEventKind.RestoreLogAbsent:
                string absent = Wording.Of(what);
                WriteWarning(absent);
                WriteToFile(absent);
                break;
            default:
                base.WriteEvent(what);
                break;
        }
    }

    private protected override string? DescribeRunningWork(ClientEvent? sent, ClientEvent? accepted)
    {
        if (Following is null || (sent is null && !IsFollowingOnly))
            return null;
        bool isCertain = sent is null || IsAccepted(sent, accepted);
        string job = sent?.Get<string>("job") ?? FollowedJob ?? "";
        return Wording.Sentence(isCertain ? nameof(Messages.Warning_RestoreGoesOn) : nameof(Messages.Warning_RestoreMayGoOn), [Following, job.Length > 0 ? " -JobId " + job : ""]);
    }

    /// <summary>The restore was begun by somebody else.</summary>
    private protected abstract bool IsFollowingOnly { get; }

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
            WriteWarning(Wording.Sentence(nameof(Messages.Warning_RestoreLogFile), [e.Message]));
        }
    }
}
