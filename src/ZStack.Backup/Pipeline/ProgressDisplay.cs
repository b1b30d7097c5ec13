using System;
using System.Globalization;
using System.Management.Automation;
using ZStack.Backup.Client;
using ZStack.Backup.Resources;
using ZStack.Backup.Views;

namespace ZStack.Backup.Pipeline;

/// <summary>The progress bar of one cmdlet. How often it moves is the client's business, see <see cref="ProgressMeter"/>.</summary>
internal sealed class ProgressDisplay
{
    private const int Id = 1;

    private readonly Action<ProgressRecord> _write;
    private ProgressRecord? _shown;
    private string? _activity;

    /// <param name="write">Where the bar goes, from the pipeline thread.</param>
    public ProgressDisplay(Action<ProgressRecord> write) => _write = write;

    /// <summary>On the pipeline thread.</summary>
    public void Show(ClientEvent progress)
    {
        string activity = Wording.Sentence("Progress_" + progress.Facts["activity"], [progress.Facts["subject"]!]);
        (long done, long total, long rate) = (progress.Get<long>("done"), progress.Get<long>("total"), progress.Get<long>("rate"));
        string speed = string.Format(CultureInfo.InvariantCulture, "{0}/s", ViewText.Size(rate));
        string status = total < 0 ? $"{ViewText.Size(done)}, {speed}" : $"{ViewText.Size(done)} / {ViewText.Size(total)}, {speed}";
        _shown = new ProgressRecord(Id, activity, status);
        if (total > 0)
        {
            _shown.PercentComplete = (int)Math.Min(100, 100 * done / total);
            _shown.SecondsRemaining = rate > 0 ? (int)Math.Min(int.MaxValue, (total - done) / rate) : -1;
        }

        Write();
    }

    /// <summary>On the pipeline thread: a job of the node, which says how far it is, or not.</summary>
    public void ShowJob(ClientEvent progress)
    {
        string operation = progress.Get<string>("operation");
        string activity = Wording.Sentence(operation.Length > 0 ? "Activity_" + operation : nameof(Messages.Activity_Job), []);
        _shown = new ProgressRecord(Id, activity, Wording.Sentence(nameof(Messages.Status_Job), [progress.Facts["server"]!, progress.Facts["job"]!, progress.Facts["seconds"]!])) { PercentComplete = progress.Get<int>("percent") };
        Write();
    }

    /// <summary>On the pipeline thread: something that nobody knows the length of.</summary>
    public void Show(string activity, string status)
    {
        _shown = new ProgressRecord(Id, activity, status);
        Write();
    }

    /// <summary>On the pipeline thread: nothing moves. The bar says so under the name of what it has shown last.</summary>
    public void ShowWait(string status) => _write(_shown = new ProgressRecord(Id, _activity ?? Messages.Activity_Waiting, status));

    /// <summary>Takes the bar away, if there was one.</summary>
    public void End()
    {
        _activity = null;
        if (_shown is null)
            return;
        _shown.RecordType = ProgressRecordType.Completed;
        _write(_shown);
        _shown = null;
    }

    private void Write()
    {
        _activity = _shown!.Activity;
        _write(_shown);
    }
}
