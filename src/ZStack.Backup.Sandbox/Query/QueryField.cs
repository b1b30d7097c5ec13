using System;
using System.Collections.Generic;
using System.Text.Json;
using ZStack.Backup.Sandbox.Time;

namespace ZStack.Backup.Sandbox.Query;

internal enum FieldKind
{
    Text,
    Number,
    Time,
    Flag,

    /// <summary>Several texts: a list member, or a column of a joined table.</summary>
    Texts,

    /// <summary>Objects; they are written, not asked for.</summary>
    Objects,
}

/// <summary>A column: what it is called, how it is compared and how it is written.</summary>
internal sealed record QueryField<T>(string Name, FieldKind Kind, Func<T, object?> Get)
{
    /// <summary>Pseudo fields and columns of joined tables are only for conditions.</summary>
    public bool IsMember => Name[0] != '_' && !Name.Contains('.', StringComparison.Ordinal);

    /// <summary>What an object inside is written with.</summary>
    public ObjectList<T>? Objects { get; init; }

    public void Write(Utf8JsonWriter json, T row, TimestampStyle style)
    {
        if (Kind == FieldKind.Objects)
        {
            Objects!.Write(json, Name, row, style);
            return;
        }

        switch (Get(row))
        {
            case null:
                return;
            case string text:
                json.WriteString(Name, text);
                return;
            case long number:
                json.WriteNumber(Name, number);
                return;
            case bool flag:
                json.WriteBoolean(Name, flag);
                return;
            case DateTimeOffset time:
                json.WritePropertyName(Name);
                ServerTimeText.Node(time, style).WriteTo(json);
                return;
            case IEnumerable<string> texts:
                json.WriteStartArray(Name);
                foreach (string text in texts)
                    json.WriteStringValue(text);
                json.WriteEndArray();
                return;
        }
    }
}

/// <summary>A list of objects inside a row.</summary>
/// <param name="Class">The server's name of such an object.</param>
internal abstract record ObjectList<T>(string Class)
{
    public abstract int Count(T row);

    public abstract void Write(Utf8JsonWriter json, string name, T row, TimestampStyle style);
}

internal sealed record ObjectList<T, TItem>(string Class, Func<T, IReadOnlyList<TItem>> Get, QueryField<TItem>[] Fields) : ObjectList<T>(Class)
{
    public override int Count(T row) => Get(row).Count;

    public override void Write(Utf8JsonWriter json, string name, T row, TimestampStyle style)
    {
        json.WriteStartArray(name);
        foreach (TItem item in Get(row))
        {
            json.WriteStartObject();
            foreach (QueryField<TItem> field in Fields)
                field.Write(json, item, style);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
