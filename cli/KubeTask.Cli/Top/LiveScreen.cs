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
                Out = new AnsiConsoleOutput(terminal.Out),
                Ansi = AnsiSupport.Yes,
                Interactive = InteractionSupport.Yes,
            }
        );
        console.Profile.Width = Terminal.Width;
        console.Profile.Height = Terminal.Height;
        await console
            .Live(new Lines([]))
            .AutoClear(false)
            .Overflow(VerticalOverflow.Crop)
            .StartAsync(async live =>
                await run(lines =>
                {
                    console.Profile.Width = Terminal.Width;
                    console.Profile.Height = Terminal.Height;
                    live.UpdateTarget(new Lines(lines));
                })
            );
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
                // The rest of a longer line that stood here before is erased.
                yield return Segment.Control(line + "\e[K");
            }
        }
    }
}
