using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using ZStack.Backup.Client.Files;

namespace ZStack.Backup.Client.Processes;

/// <summary>One process, told from all others: the number alone is soon another's.</summary>
/// <param name="Machine">Home folders are shared between machines.</param>
/// <param name="Boot">Changes when the machine starts anew; empty where the system does not tell.</param>
/// <param name="Space">Numbers of a container mean nothing outside it; empty where the system has no such thing.</param>
/// <param name="Start">When it was started, as the system counts it.</param>
internal sealed record ProcessIdentity(string Machine, string Boot, string Space, int Id, string Start)
{
    // Of /proc/<id>/stat behind the name, which may hold anything: the state, and the start in ticks since the boot.
    private const int StateField = 0;
    private const int StartField = 19;

    private static bool IsLinux => RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

    public static ProcessIdentity Current()
    {
        using var self = Process.GetCurrentProcess();
        return new ProcessIdentity(
            Environment.MachineName,
            IsLinux ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "",
            IsLinux ? PrivateFile.Target("/proc/self/ns/pid") ?? "" : "",
            self.Id,
            StartOf(self.Id) ?? "");
    }

    /// <summary>It certainly runs no more. Of another machine or container nobody here can tell.</summary>
    public bool IsGone(ProcessIdentity here) =>
        Machine == here.Machine && (Boot != here.Boot || (Space == here.Space && StartOf(Id) != Start));

    /// <returns><c>null</c> when no such process runs.</returns>
    private static string? StartOf(int id)
    {
        try
        {
            if (IsLinux)
            {
                string text = File.ReadAllText(FormattableString.Invariant($"/proc/{id}/stat"));
                string[] fields = text.Substring(text.LastIndexOf(')') + 2).Split(' ');
                return fields[StateField] is "Z" or "X" ? null : fields[StartField];
            }

            using var process = Process.GetProcessById(id);
            return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            // Somebody else's: not the process of ours that is asked for.
            return "";
        }
    }
}
