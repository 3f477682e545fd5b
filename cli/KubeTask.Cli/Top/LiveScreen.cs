using KubeTask.Cli.Terminals;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KubeTask.Cli.Top;

/// <summary>Shows lines in a terminal, and replaces them in place whenever there are new ones.</summary>
internal sealed class LiveScreen(Terminal terminal)
{
    /// <summary>Shows lines until the end of the work that makes them.</summary>
    /// <param name="run">Gets what shows lines. Each line has its colors, and is no longer than the terminal is wide.</param>
    public async Task RunAsync(Func<Action<IReadOnlyList<string>>, Task> run)
    {
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new ScreenOutput(terminal.Out),
                Ansi = AnsiSupport.Yes,
                Interactive = InteractionSupport.Yes,
            }
        );
        await console
            .Live(new Lines([]))
            .AutoClear(false)
            .Overflow(VerticalOverflow.Crop)
            .StartAsync(async live => await run(lines => live.UpdateTarget(new Lines(lines))));
    }

    /// <summary>
    /// The terminal. Spectre's own class would ask the console, and that switches the terminal's keypad into another mode.
    /// </summary>
    private sealed class ScreenOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer { get; } = writer;

        public bool IsTerminal => true;

        public int Width => Terminal.Width;

        public int Height => Terminal.Height;

        public void SetEncoding(System.Text.Encoding encoding) { }
    }

    /// <summary>Lines that have their colors already.</summary>
    private sealed class Lines(IReadOnlyList<string> lines) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(maxWidth, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            foreach ((int index, string line) in lines.Index())
            {
                if (index > 0)
                    yield return Segment.LineBreak;
                // What stood here before is erased: the rest of a longer line, and lines below the last one.
                yield return Segment.Control(line + (index == lines.Count - 1 ? "\e[J" : "\e[K"));
            }
        }
    }
}
