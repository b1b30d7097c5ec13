using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace ZStack.Backup.Module.Tests;

/// <summary>A host 80 columns wide that keeps what a person would see.</summary>
internal sealed class CapturingHost : PSHost
{
    private readonly CapturingInterface _interface;

    public CapturingHost() => _interface = new CapturingInterface(this);

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "Tests";

    public override PSHostUserInterface UI => _interface;

    public override Version Version { get; } = new(1, 0);

    public string Screen => _interface.Text;

    /// <summary>The same with every character as it came, for a terminal to obey.</summary>
    public string Raw => _interface.RawText;

    /// <summary>What a person would type, in this order; without any left there is nobody to ask.</summary>
    public Queue<string> Lines { get; } = new();

    /// <summary>What a person would choose.</summary>
    public Queue<int> Choices { get; } = new();

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode) => throw new NotSupportedException();

    private sealed class CapturingInterface : PSHostUserInterface
    {
        private readonly StringBuilder _text = new();
        private readonly StringBuilder _raw = new();
        private readonly CapturingHost _host;

        public CapturingInterface(CapturingHost host) => _host = host;

        public string Text
        {
            get
            {
                lock (_text)
                    return _text.ToString();
            }
        }

        public string RawText
        {
            get
            {
                lock (_text)
                    return _raw.ToString();
            }
        }

        public override PSHostRawUserInterface RawUI { get; } = new RawInterface();

        public override void Write(string value)
        {
            lock (_text)
            {
                _raw.Append(value);
                _text.Append(new System.Management.Automation.Internal.StringDecorated(value).ToString(OutputRendering.PlainText));
            }
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

        public override void WriteLine(string value) => Write(value + "\n");

        public override void WriteErrorLine(string value) => WriteLine(value);

        public override void WriteWarningLine(string message) => WriteLine(message);

        public override void WriteVerboseLine(string message) => WriteLine(message);

        public override void WriteDebugLine(string message) => WriteLine(message);

        public override void WriteProgress(long sourceId, ProgressRecord record) => WriteLine(record.ToString());

        public override string ReadLine() => _host.Lines.TryDequeue(out string? line) ? line : throw NoPerson();

        public override SecureString ReadLineAsSecureString() => throw NoPerson();

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw NoPerson();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            WriteLine(message);
            return _host.Choices.TryDequeue(out int choice) ? choice : throw NoPerson();
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw NoPerson();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw NoPerson();

        private static HostException NoPerson() => new("A test was asked a question.");
    }

    private sealed class RawInterface : PSHostRawUserInterface
    {
        public override ConsoleColor BackgroundColor { get; set; }

        public override ConsoleColor ForegroundColor { get; set; }

        public override Size BufferSize { get; set; } = new(80, 3000);

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; }

        public override bool KeyAvailable => false;

        public override Size MaxPhysicalWindowSize => BufferSize;

        public override Size MaxWindowSize => BufferSize;

        public override Coordinates WindowPosition { get; set; }

        public override Size WindowSize { get => BufferSize; set => BufferSize = value; }

        public override string WindowTitle { get; set; } = "";

        // As a console does: Chinese is two cells wide.
        public override int LengthInBufferCells(string source, int offset) => Cells.Of(source[offset..]);

        public override int LengthInBufferCells(string source) => Cells.Of(source);

        public override int LengthInBufferCells(char source) => Cells.Of(source.ToString());

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw new NotSupportedException();

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();
    }
}
