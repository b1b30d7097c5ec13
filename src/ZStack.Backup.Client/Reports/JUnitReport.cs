using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ZStack.Backup.Client.Reports;

/// <summary>One suite for each node, one case for each check: a finding is a failure, what could not be asked is skipped, and a session that failed an error.</summary>
public static class JUnitReport
{
    private static readonly Dictionary<HealthFindingId, HealthQuestion> Questions = new()
    {
        [HealthFindingId.NoBackup] = HealthQuestion.Records,
        [HealthFindingId.TooOld] = HealthQuestion.Records,
        [HealthFindingId.NeverProven] = HealthQuestion.Vault,
        [HealthFindingId.ProofTooOld] = HealthQuestion.Vault,
        [HealthFindingId.ProofFailed] = HealthQuestion.Vault,
        [HealthFindingId.EvidenceBroken] = HealthQuestion.Vault,
        [HealthFindingId.TooFewCopies] = HealthQuestion.Records,
        [HealthFindingId.NothingAtHome] = HealthQuestion.Vault,
        [HealthFindingId.StorageDisconnected] = HealthQuestion.Storages,
        [HealthFindingId.StorageFull] = HealthQuestion.Storages,
        [HealthFindingId.FillsSoon] = HealthQuestion.Storages,
        [HealthFindingId.SizeJumped] = HealthQuestion.Records,
        [HealthFindingId.SizeShrank] = HealthQuestion.Records,
        [HealthFindingId.VersionMismatch] = HealthQuestion.Version,
        [HealthFindingId.ScheduleMissing] = HealthQuestion.Schedules,
        [HealthFindingId.ScheduleDisabled] = HealthQuestion.Schedules,
        [HealthFindingId.LastRunFailed] = HealthQuestion.Schedules,
        [HealthFindingId.LastRunSkipped] = HealthQuestion.Schedules,
        [HealthFindingId.NodeDown] = HealthQuestion.Node,
        [HealthFindingId.NodeStarting] = HealthQuestion.Node,
        [HealthFindingId.SessionFailed] = HealthQuestion.Node,
        [HealthFindingId.ClockOff] = HealthQuestion.Clock,
        [HealthFindingId.CertificateSoon] = HealthQuestion.Certificate,
    };

    /// <summary>Makes the text of the report; writes no file.</summary>
    /// <param name="nodes">One suite each, in this order.</param>
    /// <param name="words">Makes text from outside visible; sentences are those of the findings.</param>
    /// <returns>The whole file as text, with LF and an XML declaration of UTF-8.</returns>
    public static string Write(IEnumerable<BackupHealth> nodes, IReportWords words)
    {
        var text = new StringBuilder();
        using (XmlWriter xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "ZStack.Backup");
            foreach (BackupHealth node in nodes)
                Suite(node, words).WriteTo(xml);
            xml.WriteEndElement();
        }

        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text + "\n";
    }

    private static XElement Suite(BackupHealth node, IReportWords words)
    {
        XElement[] cases = [.. Enum.GetValues(typeof(HealthFindingId)).Cast<HealthFindingId>().Select(id => Case(node, id, words))];
        return new XElement(
            "testsuite",
            new XAttribute("name", words.Visible(node.Server)),
            new XAttribute("tests", cases.Length),
            new XAttribute("failures", Count("failure")),
            new XAttribute("errors", Count("error")),
            new XAttribute("skipped", Count("skipped")),
            new XAttribute("time", "0"),
            node.CheckedAt is { } time ? new XAttribute("timestamp", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)) : null,
            cases);

        int Count(string outcome) => cases.Count(one => one.Element(outcome) is not null);
    }

    private static XElement Case(BackupHealth node, HealthFindingId id, IReportWords words)
    {
        var made = new XElement("testcase", new XAttribute("classname", words.Visible(node.Server)), new XAttribute("name", id.ToString()), new XAttribute("time", "0"));
        HealthFinding[] found = [.. node.Findings.Where(finding => finding.Id == id)];
        if (found.Length > 0)
        {
            made.Add(new XElement(
                found.Max(finding => finding.Severity) == HealthStatus.Unknown ? "error" : "failure",
                new XAttribute("type", found.Max(finding => finding.Severity).ToString()),
                new XAttribute("message", words.Visible(found[0].Reason)),
                string.Join("\n", found.Select(finding => words.Visible(finding.Reason) + "\n" + words.Visible(finding.Fix)))));
        }
        else if (NotKnown(node, id) is { } reason)
        {
            made.Add(new XElement("skipped", new XAttribute("message", words.Visible(reason))));
        }

        return made;
    }

    /// <returns>Why a check says nothing; <c>null</c> when it passed.</returns>
    private static string? NotKnown(BackupHealth node, HealthFindingId id)
    {
        HealthQuestion question = Questions[id];
        HealthGap? gap = node.NotKnown.FirstOrDefault(one => one.Question == question)
            // Without the node there is nothing but the vault.
            ?? (question == HealthQuestion.Vault ? null : node.NotKnown.FirstOrDefault(one => one.Question == HealthQuestion.Node));
        // That it does not answer is known then.
        return question == HealthQuestion.Node && gap is not null && node.Findings.Count > 0 ? null
            : gap is not null ? gap.Reason.Length > 0 ? gap.Reason : gap.Question.ToString()
            : node.Status == HealthStatus.Unknown && node.NotKnown.Count == 0 && node.Findings.Count == 0 ? nameof(HealthStatus.Unknown)
            : null;
    }
}
