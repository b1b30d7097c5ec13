using System;
using System.Management.Automation.Host;

namespace ZStack.Backup.Sandbox;

/// <summary>Only what formatting asks for: the size.</summary>
internal sealed class ConsoleRawUserInterface : PSHostRawUserInterface
{
    private const int DefaultWidth = 80;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override Size BufferSize { get; set; } = new(Console.IsOutputRedirected || Console.WindowWidth <= 0 ? DefaultWidth : Console.WindowWidth, 3000);

    public override Coordinates CursorPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override bool KeyAvailable => false;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override Size MaxWindowSize => BufferSize;

    public override Coordinates WindowPosition { get; set; }

    public override Size WindowSize { get => BufferSize; set => BufferSize = value; }

    public override string WindowTitle { get; set; } = "";

    public override void FlushInputBuffer()
    {
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw new NotSupportedException();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();
}
