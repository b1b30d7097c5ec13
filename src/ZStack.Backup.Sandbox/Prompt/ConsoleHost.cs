using System;
using System.Globalization;
using System.Management.Automation.Host;
using System.Reflection;

namespace ZStack.Backup.Sandbox;

/// <summary>The host of the built-in prompt.</summary>
internal sealed class ConsoleHost : PSHost
{
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "ZStack.Backup.Sandbox";

    public override PSHostUserInterface UI { get; } = new ConsoleUserInterface();

    public override Version Version { get; } = Assembly.GetExecutingAssembly().GetName().Version ?? new Version(0, 0);

    /// <summary>Set by <c>exit</c>.</summary>
    public int? ExitCode { get; private set; }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
