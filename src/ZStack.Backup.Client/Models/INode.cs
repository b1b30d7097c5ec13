namespace ZStack.Backup.Client.Models;

/// <summary>The node that an object came from, as far as the object has to know it.</summary>
internal interface INode
{
    /// <summary>Its name, with the port where it is not the usual one.</summary>
    string Server { get; }

    /// <summary>The zone that its times are in.</summary>
    ServerTimeZone ServerTimeZone { get; }
}
