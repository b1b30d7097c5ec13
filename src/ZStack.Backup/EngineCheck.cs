using System;
using System.Globalization;
using System.Management.Automation;
using ZStack.Backup.Resources;

namespace ZStack.Backup;

/// <summary>Refuses at import the versions of PowerShell that the manifest cannot name: 6, and 7.0 to 7.3.</summary>
/// <remarks>The manifest knows one smallest version, and that is 5.1. Nothing here may load JSON or HTTP.</remarks>
public sealed class EngineCheck : IModuleAssemblyInitializer
{
    /// <summary>Windows PowerShell's engine calls itself 3.0 to this day.</summary>
    private static readonly Version FirstCore = new(6, 0);
    private static readonly Version FirstSupportedCore = new(7, 4);

    public void OnImport() => Require(typeof(PSObject).Assembly.GetName().Version);

    internal static void Require(Version engine)
    {
        if (engine >= FirstCore && engine < FirstSupportedCore)
            throw new PlatformNotSupportedException(string.Format(CultureInfo.CurrentCulture, Messages.Arg_OldPowerShell, engine.ToString(2)));
    }
}
