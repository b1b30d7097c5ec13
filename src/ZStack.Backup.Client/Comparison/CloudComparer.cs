using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Dumps;
using ZStack.Backup.Client.Json;
using ZStack.Backup.Client.Queries;
using ZStack.Backup.Client.Testing;

namespace ZStack.Backup.Client.Comparison;

/// <summary>Reads both sides of a comparison at the same time: dumps, or a dump and the node. Source: docs/zstack-api.md sections 10.1 and 15.</summary>
internal sealed class CloudComparer
{
    /// <summary>Of every cloud: docs/zstack-api.md section 2.</summary>
    private const string AdminUuid = "36c27e8ff05c4780bf6d2fa65700f22e";

    private const string NotPermitted = "ID.1002";

    /// <summary>Kinds that are asked for at the same time.</summary>
    private const int KindsAtOnce = 4;

    private readonly ZStackSession _session;
    private readonly IProgress<ClientEvent>? _events;

    public CloudComparer(ZStackSession session, IProgress<ClientEvent>? events)
    {
        _session = session;
        _events = events;
    }

    /// <inheritdoc cref="ZStackClient.CompareAsync(ComparedBackup, ComparedBackup, IReadOnlyCollection{ResourceKind}, IProgress{ClientEvent}?, CancellationToken)"/>
    public static async Task<CloudComparison> CompareAsync(ComparedBackup reference, ComparedBackup difference, IReadOnlyCollection<ResourceKind> kinds, IProgress<ClientEvent>? events, CancellationToken cancellation)
    {
        var tables = new CloudTables(kinds, hasOwners: true);
        await TogetherAsync(
            stopping => Task.Run(() => ReadDump(tables, Side.Before, reference, events, stopping), stopping),
            stopping => Task.Run(() => ReadDump(tables, Side.Now, difference, null, stopping), stopping),
            cancellation).ConfigureAwait(false);
        TimeSpan offset = (difference.Created ?? reference.Created)?.Offset ?? TimeSpan.Zero;
        return new CloudComparison(tables, reference.State, difference.State, time => time.ToOffset(offset));
    }

    /// <inheritdoc cref="ZStackClient.CompareAsync(ComparedBackup, IReadOnlyCollection{ResourceKind}, CancellationToken)"/>
    public async Task<CloudComparison> CompareAsync(ComparedBackup reference, IReadOnlyCollection<ResourceKind> kinds, CancellationToken cancellation)
    {
        var tables = new CloudTables(kinds, hasOwners: false, withAccounts: _session.AccountUuid is null);
        await TogetherAsync(
            stopping => Task.Run(() => ReadDump(tables, Side.Before, reference, _events, stopping), stopping),
            stopping => ReadNodeAsync(tables, stopping),
            cancellation).ConfigureAwait(false);
        return new CloudComparison(tables, reference.State, new ComparedState(_session.Server, null), _session.ServerTimeZone.At) { SeesAll = SeesAll(tables) };
    }

    /// <summary>Rows that an account may not see are left out without a word. The admin account is there in every cloud, for the admin.</summary>
    private bool SeesAll(CloudTables tables)
    {
        if (_session.AccountUuid is { } account)
            return account == AdminUuid;
        // An access key or a session id does not say whose it is.
        if (tables.WhyUnknown(ResourceKind.Account, Side.Now) is { } why)
            return why is not ZStackApiException { Code: NotPermitted };
        ResourceTable accounts = tables.Of(ResourceKind.Account);
        return accounts.IndexOf(AdminUuid) is >= 0 and var index && accounts.Has(index, Side.Now);
    }

    /// <summary>What fails first ends the other, too, and is what is told.</summary>
    private static async Task TogetherAsync(Func<CancellationToken, Task> one, Func<CancellationToken, Task> other, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] both = [one(stopping.Token), other(stopping.Token)];
        Task first = await Task.WhenAny(both).ConfigureAwait(false);
        if (first.Status != TaskStatus.RanToCompletion)
            stopping.Cancel();
        try
        {
            await Task.WhenAll(both).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await first.ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Read and tested in the same pass: what a test would fail is compared with nothing.</summary>
    private static void ReadDump(CloudTables tables, Side side, ComparedBackup backup, IProgress<ClientEvent>? events, CancellationToken stopping)
    {
        var resources = new DumpResources(tables, side);
        BackupTestResult test;
        try
        {
            test = BackupTester.Test(new BackupTestRequest { FullName = backup.FullName, Md5 = backup.Md5 }, resources, events, stopping);
        }
        catch (ZStackException e) when (e.Kind == ZStackErrorKind.NotComparable)
        {
            throw new ZStackException(ZStackErrorKind.NotComparable, e, backup.Name, e.Why!);
        }

        BackupTestCheck[] failed = [.. test.Checks.Where(check => check.Outcome == CheckOutcome.Failed)];
        if (failed.Length > 0)
            throw new ZStackException(ZStackErrorKind.NotComparable, backup.Name, Reason.Of(ReasonKind.FailedChecks, [failed.Select(check => check.Found).ToArray()]));
        resources.End();
    }

    private async Task ReadNodeAsync(CloudTables tables, CancellationToken stopping)
    {
        var waiting = new ConcurrentQueue<ResourceTable>(tables.All);
        var failures = new ConcurrentQueue<ZStackException>();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAll(Enumerable.Range(0, KindsAtOnce).Select(_ => Task.Run(
            () =>
            {
                while (waiting.TryDequeue(out ResourceTable? table))
                {
                    try
                    {
                        ReadKind(tables, table, ends.Token);
                    }
                    catch (ZStackException e) when (IsOfKind(e))
                    {
                        tables.MarkUnknown(table.Schema.Kind, Side.Now, e);
                        failures.Enqueue(e);
                    }
                    catch
                    {
                        ends.Cancel();
                        throw;
                    }
                }
            },
            ends.Token))).ConfigureAwait(false);
        // A node that says nothing of anything is not one that has nothing.
        if (failures.Count == tables.All.Count() && failures.TryPeek(out ZStackException? failure))
            throw failure;
    }

    /// <summary>Whether the failure is of this query, and others may succeed.</summary>
    private static bool IsOfKind(ZStackException e) => e.Kind is ZStackErrorKind.ApiNotSupported or ZStackErrorKind.Api or ZStackErrorKind.ServerError or ZStackErrorKind.BadRequest or ZStackErrorKind.InvalidResponse or ZStackErrorKind.NotAnApi;

    private void ReadKind(CloudTables tables, ResourceTable table, CancellationToken stopping)
    {
        ResourceSchema schema = table.Schema;
        var reader = new ResourceReader(schema.Fields.Select(field => field.Name), _session.ServerTimeZone);
        var calls = new QueryCalls(_session, _events);
        string fields = string.Join(",", schema.Members);
        using var rows = new PageReader<ResourceInventory>(
            (start, limit) => calls.OpenPageAsync(QueryCalls.Request(schema.Path, [], start, limit, "+uuid").With("fields", fields), schema.Operation, reader.Read, stopping),
            row => row.Uuid,
            0,
            long.MaxValue,
            stopping.ThrowIfCancellationRequested);
        var resource = new ResourceRow(schema.Fields.Count);
        while (rows.TryRead(out ResourceInventory? row))
        {
            if (row!.Uuid is not { Length: > 0 } uuid)
                throw new ZStackException(ZStackErrorKind.InvalidResponse, _session.Server, Reason.Of(ReasonKind.NotAnId, ""));
            resource.Uuid = uuid;
            resource.Created = row.CreateDate;
            resource.LastChange = row.LastOpDate;
            for (int i = 0; i < row.Values.Length; i++)
                (resource.Values[i], resource.IsKnown[i]) = (row.Values[i], true);
            table.Put(Side.Now, resource);
        }

        if (rows.IsShort)
            tables.MarkUnknown(schema.Kind, Side.Now, Reason.Of(ReasonKind.RowsMissing, rows.Total!, rows.Given));
    }
}
