using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using ZStack.Backup.Client.Jobs;
using ZStack.Backup.Client.Statements;
using ZStack.Backup.Sandbox;

namespace ZStack.Backup.Client.Tests.Jobs;

/// <summary>A job that has ended gives what its operation gives, or an error: never neither.</summary>
public sealed class ResultTests
{
    private static readonly string[] Hollow =
    [
        """{"inventory":null}""", """{"success":false}""", """{"inventory":null,"success":true}""", """{"inventory":{}}""", """{"inventory":{"uuid":null}}""",
        """{"inventory":[]}""", """{"inventory":"done"}""", """{"databaseBackupUrl":null}""", """{"databaseBackupUrl":""}""", """{"databaseBackupUrl":{}}""", """{"result":null}""", "{}",
        """{"success":"false"}""",
    ];

    private static SandboxOptions Quick => new() { JobTime = TimeSpan.Zero, Restore = new RestoreOptions { AnswerTime = TimeSpan.FromMinutes(1) } };

    public static TheoryData<string, string, bool> Ends
    {
        get
        {
            var all = new TheoryData<string, string, bool>();
            foreach (string operation in Runs.Operations)
            {
                foreach (string body in Hollow)
                {
                    all.Add(operation, body, true);
                    all.Add(operation, body, false);
                }
            }

            return all;
        }
    }

    /// <param name="wasMade">What the job worked on shows that it was done.</param>
    [Theory]
    [MemberData(nameof(Ends))]
    public async Task An_end_without_a_result_is_looked_up_and_never_silent(string operation, string body, bool wasMade)
    {
        await using SandboxNode node = await SandboxNode.StartAsync(Quick);
        using ZStackSession session = await Runs.Open(node, new FakeClock());
        Change change = await Runs.Prepare(operation, session, node);
        if (!wasMade)
            node.Faults.Add(new Fault(FaultKind.Answer) { Method = change.Request("x").Method.Method, Match = change.Request("x").Path, Status = 202, Body = "{}" });
        else
            node.Faults.Add(new Fault(FaultKind.Answer) { Match = Runs.Polls, Status = 202, Body = "{}" });
        node.Faults.Add(new Fault(FaultKind.Answer) { Match = Runs.Polls, Status = 200, Body = body, Times = int.MaxValue });
        bool deniesSuccess = body.Contains("false", StringComparison.Ordinal);
        bool hasResult = operation is not ("DeleteDatabaseBackup" or "DeleteExportedDatabaseBackupFromBackupStorage");
        bool canLookUp = operation is not ("SyncDatabaseBackup" or "RecoverDatabaseFromBackup");
        bool needsLook = deniesSuccess || (hasResult && canLookUp);

        ZStackJob? job = null;
        ZStackException? failure = null;
        try
        {
            job = await new ZStackClient(session).RunAsync(change, TimeSpan.FromSeconds(30), CancellationToken.None);
        }
        catch (ZStackException e)
        {
            failure = e;
        }

        if (needsLook && !(wasMade && canLookUp))
        {
            Assert.Equal(ZStackErrorKind.InvalidResponse, failure?.Kind);
            Assert.Equal(ReasonKind.NoResult, Assert.IsType<Statement>(failure!.Facts["reason"]).Kind);
        }
        else
        {
            Assert.Equal(ZStackJobState.Succeeded, job?.State);
            Assert.Equal(hasResult, job!.Output is not null);
        }
    }
}
