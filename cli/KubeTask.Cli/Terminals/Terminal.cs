using System.Text;

namespace KubeTask.Cli.Terminals;

/// <summary>
/// Where the program's output goes. Data goes to <see cref="Out"/>; progress, notes and errors go to <see cref="Error"/>, so that a pipe
/// gets only data.
/// </summary>
internal sealed class Terminal : IDisposable
{
    private Terminal(Stream output, TextWriter error, bool outputIsTerminal, bool errorIsTerminal)
    {
        Output = output;
        Out = new StreamWriter(output, new UTF8Encoding(false), bufferSize: 4096, leaveOpen: true) { AutoFlush = true, NewLine = "\n" };
        Error = error;
        OutputIsTerminal = outputIsTerminal;
        ErrorIsTerminal = errorIsTerminal;
        OutputHasColors = outputIsTerminal && ColorsAreWanted();
        ErrorHasColors = errorIsTerminal && ColorsAreWanted();
    }

    /// <summary>The standard output as bytes, for logs.</summary>
    public Stream Output { get; }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>Whether a person looks at the output, and not a program.</summary>
    public bool OutputIsTerminal { get; }

    /// <summary>Whether a person sees notes as they come.</summary>
    public bool ErrorIsTerminal { get; }

    public bool OutputHasColors { get; }

    public bool ErrorHasColors { get; }

    /// <summary>The columns of the terminal.</summary>
    public static int Width => TerminalSize.Get().Columns;

    /// <summary>The rows of the terminal.</summary>
    public static int Height => TerminalSize.Get().Rows;

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess() =>
        new(StandardOutput.Open(), Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);

    /// <summary>Writes a note for the person who waits.</summary>
    public void Note(string text, Ink ink = Ink.Plain) => Error.WriteLine(text.Paint(ink, ErrorHasColors));

    /// <summary>Says what is waited for, to a person who wonders why nothing happens.</summary>
    public void Progress(string text)
    {
        if (ErrorIsTerminal)
            Note(text, Ink.Faint);
    }

    public void Dispose() => Out.Dispose();

    private static bool ColorsAreWanted() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not "dumb";
}
