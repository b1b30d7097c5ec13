using System.Management.Automation;

namespace ZStack.Backup.Binding;

/// <summary>What the argument transformations share.</summary>
internal static class Arguments
{
    public static object? Unwrap(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    /// <remarks>With a cast error inside, the binder goes on with the next parameter that could take a piped object.</remarks>
    public static ArgumentTransformationMetadataException Refuse(string reason) => new(reason, new PSInvalidCastException(reason));
}
