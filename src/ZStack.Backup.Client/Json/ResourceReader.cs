using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Newtonsoft.Json;

namespace ZStack.Backup.Client.Json;

/// <summary>A row of a query as it came, for whoever knows what it means.</summary>
internal sealed class ResourceInventory
{
    public string? Uuid { get; set; }

    /// <summary>In the order that was asked for; a member that is not there is <c>null</c>, as the server leaves out what has no value.</summary>
    public string?[] Values { get; init; } = [];

    public DateTimeOffset? CreateDate { get; set; }

    public DateTimeOffset? LastOpDate { get; set; }
}

/// <summary>Reads the wanted members of any inventory.</summary>
internal sealed class ResourceReader
{
    private readonly Dictionary<string, int> _members;
    private readonly ServerTimeZone _zone;

    public ResourceReader(IEnumerable<string> members, ServerTimeZone zone)
    {
        _members = members.Select((name, index) => (name, index)).ToDictionary(member => member.name, member => member.index);
        _zone = zone;
    }

    public ResourceInventory Read(JsonReader reader)
    {
        var row = new ResourceInventory { Values = new string?[_members.Count] };
        while (ElementReader.NextMember(reader, out string member))
        {
            object? value = ElementReader.Scalar(reader);
            if (member == "uuid")
                row.Uuid = LenientJson.Text(value);
            else if (member == "createDate")
                row.CreateDate = ServerTimestamp.Read(value, _zone);
            else if (member == "lastOpDate")
                row.LastOpDate = ServerTimestamp.Read(value, _zone);
            else if (_members.TryGetValue(member, out int index))
                row.Values[index] = value is string text ? text : LenientJson.Long(value)?.ToString(CultureInfo.InvariantCulture) ?? LenientJson.Text(value);
        }

        return row;
    }
}
