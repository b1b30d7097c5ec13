using System.Collections.Generic;
using System.Linq;

namespace ZStack.Backup.Client.Dumps;

/// <summary>What a statement is to the node's filters.</summary>
internal enum EditedKind
{
    /// <summary>Not meant to be changed.</summary>
    Other,

    /// <summary>Meant to be left out, as the node makes its databases by itself.</summary>
    Database,

    /// <summary>Its definer is meant to be replaced.</summary>
    HasDefiner,
}

/// <summary>The changes of <see cref="NodeFilter"/>, and which of them damage the backup.</summary>
internal sealed class NodeEdits
{
    private readonly List<NodeEdit> _all = [];
    private readonly List<NodeEdit> _pending = [];
    private long _previousEnd;

    /// <summary>All of them, in the order of the text.</summary>
    public IReadOnlyList<NodeEdit> All => _all;

    /// <summary>The first change that takes statements or rows away, or breaks them.</summary>
    public NodeEdit? Damage { get; private set; }

    /// <summary>The first change inside of data.</summary>
    public NodeEdit? Rewritten { get; private set; }

    /// <summary>Changes inside of data.</summary>
    public int RewrittenCount { get; private set; }

    /// <summary>A statement has been read.</summary>
    /// <param name="isAlone">Nothing follows it in its line.</param>
    public void Take(Queue<NodeEdit> found, Place start, Place end, EditedKind kind, bool isAlone)
    {
        bool hasDefiner = kind == EditedKind.HasDefiner;
        while (found.Count > 0 && found.Peek().Found.Offset < end.Offset)
        {
            NodeEdit edit = found.Dequeue();
            _all.Add(edit);
            if (edit.Kind == NodeEditKind.LineDropped)
            {
                _pending.Add(edit);
                Compare(edit);
            }
            else if (edit.At.Offset >= start.Offset)
            {
                Judge(edit, hasDefiner);
                hasDefiner = false;
            }
        }

        // The whole line goes, with all that stands in it.
        bool isMeant = kind == EditedKind.Database && isAlone && start.Line == end.Line;
        foreach (NodeEdit edit in _pending.Where(e => e.At.Line >= start.Line && e.At.Line <= end.Line))
        {
            if (!isMeant || edit.At.Offset != start.Offset)
                Damage ??= edit;
        }

        _pending.RemoveAll(e => e.At.Line < end.Line);
        if (!isMeant)
            _previousEnd = end.Offset;
    }

    /// <summary>The text has ended.</summary>
    public void Take(Queue<NodeEdit> found)
    {
        foreach (NodeEdit edit in found)
        {
            _all.Add(edit);
            if (edit.Kind == NodeEditKind.LineDropped)
                Compare(edit);
        }
    }

    /// <summary>With the statement before it: a comment behind that one takes it along.</summary>
    private void Compare(NodeEdit edit)
    {
        if (edit.At.Offset < _previousEnd)
            Damage ??= edit;
    }

    private void Judge(NodeEdit edit, bool isDefiner)
    {
        if (isDefiner && !edit.IsPlain)
        {
            Damage ??= edit;
        }
        else if (!isDefiner)
        {
            Rewritten ??= edit;
            RewrittenCount++;
        }
    }
}
