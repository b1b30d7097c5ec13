using System;
using System.Collections.Generic;
using ZStack.Backup.Client;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Pipeline;

/// <summary>Says what is waited for and for how long, whenever nothing has moved on the screen for a while.</summary>
internal sealed class SignOfLife
{
    /// <summary>How often to look at the clock.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const string Jobs = "/v1/api-jobs/";

    private readonly ProgressDisplay _progress;
    private readonly Mailbox _mailbox;
    private ClientEvent? _last;
    private ClientEvent? _change;

    public SignOfLife(ProgressDisplay progress, Mailbox mailbox)
    {
        _progress = progress;
        _mailbox = mailbox;
    }

    /// <summary>What happens now is what is waited for next.</summary>
    public void Note(ClientEvent what)
    {
        switch (what.Kind)
        {
            case ClientEventKind.JobSending:
                _change = what;
                break;
            case ClientEventKind.JobAccepted or ClientEventKind.JobRefused or ClientEventKind.AnswerLost:
                _change = null;
                break;
        }

        // That an answer has begun does not end the waiting for the rest of it.
        if (what.Kind != ClientEventKind.ResponseReceived)
            _last = what;
    }

    /// <summary>A new wait: nothing of the one before is waited for any more.</summary>
    public void Begin()
    {
        _mailbox.Moved();
        _last = null;
        _change = null;
    }

    /// <param name="sources">What is read from at the same time; none when the events tell what is waited for.</param>
    public void Show(IEnumerable<string> sources)
    {
        if (_mailbox.Quiet < Patience)
            return;
        string[] open = [.. sources];
        string what = open.Length switch
        {
            0 => Waited(),
            1 => open[0],
            _ => Wording.Sentence(nameof(Messages.Wait_Several), [open[0], open.Length - 1]),
        };
        _progress.ShowWait(Wording.Sentence(nameof(Messages.Status_Waiting), [what, (long)_mailbox.Quiet.TotalSeconds]));
    }

    private string Waited() => _change is not null ? Wording.Sentence(nameof(Messages.Wait_Change), [_change.Facts["server"]!, _change.Facts["job"]!])
        : _last is null ? Messages.Wait_Work
        : _last.Kind switch
        {
            ClientEventKind.RequestSent => Request(_last.Get<string>("method"), _last.Get<string>("target")),
            ClientEventKind.Progress => Messages.Wait_NoData,
            ClientEventKind.JobProgress => Wording.Sentence(nameof(Messages.Wait_Job), [_last.Facts["server"]!, _last.Facts["job"]!]),
            ClientEventKind.RestorePhase or ClientEventKind.RestoreProgress or ClientEventKind.RestoreLogLine => Wording.Sentence(nameof(Messages.Wait_Node), [_last.Facts["server"]!]),
            _ => Wording.Of(_last),
        };

    /// <summary>Without the query, which can be longer than the screen.</summary>
    private static string Request(string method, string url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        string rest = (scheme < 0 ? url : url.Substring(scheme + 3)).Split('?')[0];
        int path = rest.IndexOf('/');
        string node = path < 0 ? rest : rest.Substring(0, path);
        int job = rest.IndexOf(Jobs, StringComparison.Ordinal);
        return job >= 0
            ? Wording.Sentence(nameof(Messages.Wait_Job), [node, rest.Substring(job + Jobs.Length)])
            : Wording.Sentence(nameof(Messages.Wait_Request), [node, method, path < 0 ? "/" : rest.Substring(path)]);
    }
}
