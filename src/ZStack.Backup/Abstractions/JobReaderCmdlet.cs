using System.Management.Automation;
using System.Text.RegularExpressions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Abstractions;

/// <summary>Base of the cmdlets that ask for jobs which were started before.</summary>
public abstract class JobReaderCmdlet : ZStackCmdlet, IObjectCmdlet
{
    /// <summary>Jobs, copies of jobs from another process, or their ids.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Job", "JobId")]
    [JobArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobCompleter))]
    public ZStackJob[] Id { get; set; } = [];

    /// <summary>The session to use instead of the object's own or the runspace's default.</summary>
    [Parameter]
    [SessionArgument]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNull]
    public ZStackSession? Session { get; set; }

    protected override void ProcessRecord()
    {
        foreach (ZStackJob job in Id)
        {
            object? answer = null;
            string node = job.Server ?? "";
            try
            {
                if (!Regex.IsMatch(job.Id, @"^[0-9a-f]{32}\z"))
                    throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(Id), Messages.Arg_BadJobId);
                ZStackSession session = this.SessionFor(ZStackSession.Of(job), job.Server);
                node = session.Server;
                answer = Ask(job, session);
            }
            catch (ZStackException e)
            {
                WriteFailure(e, e.Kind is ZStackErrorKind.InvalidArgument or ZStackErrorKind.JobTimeout ? null : new Attempt(Wording.Sentence(nameof(Messages.Tried_Job), [node, job.Id])), job.Id);
            }

            if (answer is not null)
                Emit(answer);
        }
    }

    private protected abstract object? Ask(ZStackJob job, ZStackSession session);
}
