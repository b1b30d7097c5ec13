using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ZStack.Backup.Client.Files;

namespace ZStack.Backup.Client.Processes;

/// <summary>A program that we started: what it says is kept within limits, and it never outlives us.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int MaxErrorLines = 20;
    private const int MaxLine = 500;
    private const int Poll = 20;

    /// <summary>Of a line: two names of 64 characters in hex are the longest that is asked for.</summary>
    private const int MaxOutput = 8192;

    private static readonly string[] Kept = PrivateFolder.IsWindows ? ["SystemRoot", "SystemDrive", "TEMP", "TMP", "PATH"] : [];

    private static readonly TimeSpan OutputTime = TimeSpan.FromSeconds(5);

    // Of .NET Core; .NET Framework has no such overload.
    private static readonly MethodInfo? KillTree = typeof(Process).GetMethod(nameof(Process.Kill), [typeof(bool)]);

    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private readonly Task _readers;

    /// <param name="output">Gets the lines of the standard output, on another thread.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    public ChildProcess(string program, IEnumerable<string> arguments, Action<string>? output = null)
    {
        var start = new ProcessStartInfo(program, string.Join(" ", arguments.Select(Quote)))
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        KeepEnvironment(start);
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ReasonException(ReasonKind.Failure, e, program, e.Message);
        }

        _readers = Task.WhenAll(
            Task.Run(() => ReadLines(_process.StandardOutput, line => output?.Invoke(line))),
            Task.Run(() => ReadLines(_process.StandardError, KeepError)));
    }

    public int Id => _process.Id;

    public Stream Input => _process.StandardInput.BaseStream;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines of the standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return string.Join(" ", _errors);
        }
    }

    /// <summary>What a client says of a statement that failed, without the statement, which it prints too.</summary>
    public string LastError
    {
        get
        {
            lock (_errors)
                return _errors.LastOrDefault(line => line.StartsWith("ERROR ", StringComparison.Ordinal)) ?? $"exit code {_process.ExitCode}";
        }
    }

    /// <returns>The exit code; <c>null</c> when the time is over, and the program killed.</returns>
    /// <exception cref="OperationCanceledException"/>
    public int? WaitForExit(TimeSpan limit, CancellationToken stopping)
    {
        var watch = Stopwatch.StartNew();
        while (!_process.WaitForExit(Poll))
        {
            if (stopping.IsCancellationRequested || watch.Elapsed > limit)
            {
                Kill();
                stopping.ThrowIfCancellationRequested();
                return null;
            }
        }

        _ = Blocking.Finished(_readers, OutputTime);
        return _process.ExitCode;
    }

    /// <summary>Ends it and what it has started, at once. From any thread.</summary>
    public void Kill()
    {
        try
        {
            if (_process.HasExited)
                return;
            if (KillTree is not null)
                KillTree.Invoke(_process, [true]);
            else
                _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or TargetInvocationException)
        {
            // It has ended in the meantime.
        }
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit((int)OutputTime.TotalMilliseconds);
        _process.Dispose();
    }

    /// <summary>
    /// Children get what they cannot do without, and nothing else: variables of ours may be passwords, or name a server of
    /// the user's.
    /// </summary>
    private static void KeepEnvironment(ProcessStartInfo start)
    {
        foreach (string name in start.Environment.Keys.Where(k => Array.FindIndex(Kept, kept => string.Equals(kept, k, StringComparison.OrdinalIgnoreCase)) < 0).ToArray())
            start.Environment.Remove(name);
        if (!PrivateFolder.IsWindows)
            start.Environment["PATH"] = "/usr/bin:/bin:/usr/sbin:/sbin";
    }

    /// <summary>Lines of any length, of which the beginning is kept: what a child prints is not ours to trust.</summary>
    private static void ReadLines(StreamReader reader, Action<string> line)
    {
        char[] piece = new char[4096];
        var text = new StringBuilder();
        try
        {
            int read;
            while ((read = reader.Read(piece, 0, piece.Length)) > 0)
            {
                int begin = 0;
                int end;
                while ((end = Array.IndexOf(piece, '\n', begin, read - begin)) >= 0)
                {
                    Append(begin, end);
                    line(text.ToString().TrimEnd('\r'));
                    text.Clear();
                    begin = end + 1;
                }

                Append(begin, read);
            }

            if (text.Length > 0)
                line(text.ToString());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Killed.
        }

        void Append(int begin, int end) => text.Append(piece, begin, Math.Max(0, Math.Min(end - begin, MaxOutput - text.Length)));
    }

    private void KeepError(string line)
    {
        lock (_errors)
        {
            if (_errors.Count >= MaxErrorLines)
                _errors.Dequeue();
            _errors.Enqueue(line.Length > MaxLine ? line.Substring(0, MaxLine) : line);
        }
    }

    /// <summary>As both Windows and .NET's own parser on other systems take an argument apart.</summary>
    private static string Quote(string argument)
    {
        var quoted = new StringBuilder("\"");
        int backslashes = 0;
        foreach (char c in argument)
        {
            if (c == '"')
                quoted.Append('\\', backslashes + 1);
            backslashes = c == '\\' ? backslashes + 1 : 0;
            quoted.Append(c);
        }

        return quoted.Append('\\', backslashes).Append('"').ToString();
    }
}
