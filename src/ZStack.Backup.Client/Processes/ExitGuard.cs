using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using ZStack.Backup.Client.Files;

namespace ZStack.Backup.Client.Processes;

/// <summary>Runs something once when the process is told to end: by SIGTERM or SIGHUP, or because its program is over.</summary>
/// <remarks>.NET up to 9 ends on SIGTERM the way a program does; .NET 10 and every SIGHUP just end it, unless somebody listens. What listens is not in netstandard2.0.</remarks>
internal sealed class ExitGuard : IDisposable
{
    private const int HangUp = -1;
    private const int Terminate = -4;
    private const int HangUpNumber = 1;
    private const int TerminateNumber = 15;

    private static readonly Type? Registration = Type.GetType("System.Runtime.InteropServices.PosixSignalRegistration, System.Runtime.InteropServices");
    private static readonly MethodInfo? Register = Registration?.GetMethod("Create", BindingFlags.Public | BindingFlags.Static);

    private readonly List<IDisposable> _signals = [];
    private Action? _farewell;

    public ExitGuard(Action farewell)
    {
        _farewell = farewell;
        AppDomain.CurrentDomain.ProcessExit += Ends;
        if (PrivateFolder.IsWindows || Register is null)
            return;
        foreach ((int signal, int number) in new[] { (HangUp, HangUpNumber), (Terminate, TerminateNumber) })
        {
            // As under nohup: it goes on, so nothing of it may go.
            if (!IsIgnored(number))
                _signals.Add(Listen(signal));
        }
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _farewell, null);
        AppDomain.CurrentDomain.ProcessExit -= Ends;
        foreach (IDisposable signal in _signals)
            signal.Dispose();
    }

    private IDisposable Listen(int signal)
    {
        ParameterInfo[] parameters = Register!.GetParameters();
        // The handler takes a class that is not known here; one that takes any object fits.
        Delegate handler = Delegate.CreateDelegate(parameters[1].ParameterType, this, typeof(ExitGuard).GetMethod(nameof(OnSignal), BindingFlags.Instance | BindingFlags.NonPublic)!);
        return (IDisposable)Register.Invoke(null, [Enum.ToObject(parameters[0].ParameterType, signal), handler])!;
    }

    private void OnSignal(object context) => Run();

    private void Ends(object? sender, EventArgs e) => Run();

    private void Run() => Interlocked.Exchange(ref _farewell, null)?.Invoke();

    private static bool IsIgnored(int signal)
    {
        try
        {
            string? mask = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
            return mask is not null && (ulong.Parse(mask.Substring("SigIgn:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (signal - 1))) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // Not Linux: whoever ignores signals there sees an unfinished download.
            return false;
        }
    }
}
