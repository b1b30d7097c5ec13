using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client;
using ZStack.Backup.Client.ImageStore;
using ZStack.Backup.Client.Secrets;
using ZStack.Backup.Errors;
using ZStack.Backup.Pipeline;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Lists the database backups on an image-store server, which need not be registered in this cloud.</summary>
[Cmdlet(VerbsCommon.Get, "ZStackDatabaseBackup", DefaultParameterSetName = ImageStoreSet)]
[OutputType(typeof(ImageInfo))]
public sealed class GetZStackDatabaseBackupCommand : SessionCmdlet
{
    private const string ImageStoreSet = "ImageStore";
    private const string UrlSet = "Url";

    private NameFilter? _names;

    /// <summary>Host of the image store.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ImageStoreSet)]
    [Alias("HostName")]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ImageStoreCompleter))]
    public string ImageStore { get; set; } = "";

    /// <summary>Who reads the store: a user of its operating system.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ImageStoreSet)]
    [CredentialOnly]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSCredential? Credential { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ImageStoreSet)]
    [Port]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? SshPort { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ImageStoreSet)]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? StoragePath { get; set; }

    /// <summary>ssh://user:password@host:port/path</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = UrlSet)]
    [Alias("Uri", "BackupStorageUrl")]
    [UrlArgument]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[] Url { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Port]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int? RegistryPort { get; set; }

    /// <summary>The node to ask, as storages of a node name theirs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [AllowNull]
    [ArgumentCompleter(typeof(SessionServerCompleter))]
    public string? Server { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? SystemTag { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string[]? UserTag { get; set; }

    /// <summary>Names of the backups.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RecordNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Nodes to ask at the same time.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int ThrottleLimit { get; set; } = 32;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _names = FilterOf(Name, nameof(Name));
        // Without any session the cmdlet ends here, before it takes anything from the pipeline.
        this.ChosenSessions();
    }

    protected override void ProcessRecord()
    {
        List<ImageStoreUrl> stores = ParameterSetName == UrlSet ? [.. Url.SelectMany(url => Store(() => ImageStoreUrl.Parse(url), ErrorTarget.OfUrl(url)))] : [.. Store(BuildUrl, ErrorTarget.OfHost(ImageStore))];
        IReadOnlyList<ZStackSession> sessions = Sessions();
        var scans = stores.SelectMany(store => sessions.Select(session => new Scan(session, store)));
        using var fanOut = new FanOut<Scan, ImageInfo>(scans, ThrottleLimit, Read, Mailbox, Cancellation);
        Drain(fanOut, (_, backup) => Write(backup), Report, scan => Wording.Sentence(nameof(Messages.Wait_Scan), [scan.Session.Server, scan.Store.Display]));
    }

    /// <summary>The sessions to ask; none after a non-terminating error.</summary>
    private IReadOnlyList<ZStackSession> Sessions()
    {
        try
        {
            return this.SessionsFor(null, string.IsNullOrWhiteSpace(Server) ? null : Server!.Trim());
        }
        catch (ZStackException e)
        {
            WriteFailure(e, null, Server);
            return [];
        }
    }

    private void Read(Scan scan, Feed<ImageInfo> feed, CancellationToken stopping)
    {
        var client = new ZStackClient(scan.Session, Mailbox);
        using IItemReader<ImageInfo> reader = Blocking.Result(client.ReadImageStoreAsync(scan.Store, RegistryPort, SystemTag, UserTag, stopping));
        reader.BeforeWait = feed.Announce;
        while (reader.TryRead(out ImageInfo? backup))
            feed.Add(backup!);
    }

    private void Write(ImageInfo backup)
    {
        // The name is in the metadata, which need not be read when any will do.
        if (_names!.AcceptsAll || _names.Accepts(backup.BackupName ?? backup.Name))
            WriteObject(backup);
    }

    private void Report(Scan scan, Exception failure)
    {
        if (failure is not ZStackException known)
            throw new InvalidOperationException(failure.Message, failure);
        string advice = Wording.Sentence(nameof(Messages.Advice_ImageStore), [scan.Store.Port, scan.Store.User, scan.Store.Host]);
        WriteFailure(known, new Attempt(Wording.Sentence(nameof(Messages.Tried_ImageStore), [scan.Session.Server, scan.Store.Display]), advice), scan.Store.Display);
    }

    private ImageStoreUrl BuildUrl()
    {
        if (ImageStore.Trim().Length == 0)
            throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(ImageStore), Messages.Arg_NoImageStore);
        string path = StoragePath is null || StoragePath.Trim().Length == 0 ? ImageStoreUrl.DefaultPath : StoragePath;
        return ImageStoreUrl.Build(ImageStore.Trim(), Credential!.UserName, Secret.Reveal(Credential.Password), SshPort ?? ImageStoreUrl.DefaultSshPort, path);
    }

    /// <summary>The store, or nothing after a non-terminating error.</summary>
    private IEnumerable<ImageStoreUrl> Store(Func<ImageStoreUrl> make, string target)
    {
        try
        {
            return [make()];
        }
        catch (ZStackException e)
        {
            WriteFailure(e, e.Kind == ZStackErrorKind.InvalidImageStoreUrl ? new Attempt(Messages.Tried_ReadUrl) : null, target);
            return [];
        }
    }

    /// <summary>One question to one node.</summary>
    private sealed class Scan
    {
        public Scan(ZStackSession session, ImageStoreUrl store)
        {
            Session = session;
            Store = store;
        }

        public ZStackSession Session { get; }

        public ImageStoreUrl Store { get; }
    }
}
