using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Threading;
using ZStack.Backup.Abstractions;
using ZStack.Backup.Binding;
using ZStack.Backup.Binding.Completion;
using ZStack.Backup.Client.Reports;
using ZStack.Backup.Errors;
using ZStack.Backup.Resources;

namespace ZStack.Backup.Commands;

/// <summary>Writes the health of nodes into a file that people, monitors or programs read. The file is replaced in one step.</summary>
[Cmdlet(VerbsData.Export, "ZStackBackupReport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class ExportZStackBackupReportCommand : ZStackCmdlet
{
    private readonly List<BackupHealth> _nodes = [];

    /// <summary>The file, taken literally.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PathCompleter))]
    public string Path { get; set; } = "";

    /// <summary>What Get-ZStackBackupHealth writes, also of another process.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>By the end of the name, unless given.</summary>
    [Parameter]
    public ReportFormat Format { get; set; }

    /// <summary>Language of the report; the user's unless given.</summary>
    [Parameter]
    [ValidateSet("en-US", "zh-CN")]
    public string? Culture { get; set; }

    /// <summary>Write the file that was made.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private string Target { get; set; } = "";

    private ReportFormat Wanted { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            Target = FilePath.ResolveTarget(this, Path, nameof(Path));
            Wanted = Format != ReportFormat.Auto ? Format : OfName(Target) ?? throw new ZStackException(ZStackErrorKind.InvalidArgument, nameof(Format), Messages.Arg_NoReportFormat);
        }
        catch (ZStackException e)
        {
            ThrowFailure(e, null, Path);
        }
    }

    protected override void ProcessRecord()
    {
        foreach (PSObject input in InputObject)
        {
            try
            {
                _nodes.Add(HealthInput.Read(input));
            }
            catch (ZStackException e)
            {
                WriteFailure(e, null, input);
            }
        }
    }

    protected override void EndProcessing()
    {
        if (_nodes.Count == 0)
            ThrowFailure(new ZStackException(ZStackErrorKind.InvalidArgument, nameof(InputObject), Messages.Arg_NoHealth), null, Path);
        string sentence = Wording.Sentence(nameof(Messages.Do_Report), [_nodes.Count, Target]);
        if (!ShouldProcess(sentence, sentence, Messages.Confirm_Caption))
            return;
        try
        {
            ReportFile.Write(Target, Text(), isShared: Wanted == ReportFormat.Prometheus);
        }
        catch (ZStackException e)
        {
            ThrowFailure(e, new Attempt(Wording.Sentence(nameof(Messages.Tried_Report), [Target])), Path);
        }

        if (PassThru)
            WriteObject(new FileInfo(Target));
    }

    /// <summary>In the language of the report, which need not be that of the user.</summary>
    private string Text()
    {
        CultureInfo before = Thread.CurrentThread.CurrentUICulture;
        try
        {
            if (Culture is not null)
                Thread.CurrentThread.CurrentUICulture = CultureInfo.GetCultureInfo(Culture);
            foreach (BackupHealth node in _nodes)
                Wording.Word(node);
            DateTimeOffset now = DateTimeOffset.Now;
            var words = new ReportWords();
            return Wanted switch
            {
                ReportFormat.Html => HtmlReport.Write(_nodes, now, words),
                ReportFormat.Prometheus => PrometheusReport.Write(_nodes, words),
                ReportFormat.JUnit => JUnitReport.Write(_nodes, words),
                _ => JsonReport.Write(_nodes, now),
            };
        }
        finally
        {
            Thread.CurrentThread.CurrentUICulture = before;
        }
    }

    private static ReportFormat? OfName(string name) => System.IO.Path.GetExtension(name).ToUpperInvariant() switch
    {
        ".HTML" or ".HTM" => ReportFormat.Html,
        ".PROM" => ReportFormat.Prometheus,
        ".XML" => ReportFormat.JUnit,
        ".JSON" => ReportFormat.Json,
        _ => null,
    };
}
