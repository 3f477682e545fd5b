using KubeTask.Cli.Terminals;

namespace KubeTask.Cli.Words;

/// <summary>Writes what <c>describe</c> says.</summary>
internal static class StoryPrinter
{
    public static void Print(Terminal terminal, Story story)
    {
        bool colors = terminal.OutputHasColors;
        TextWriter output = terminal.Out;
        output.WriteLine(story.Heading.Paint(Ink.Bold, colors));
        int width = story.Facts.Select(f => f.Name.Length).DefaultIfEmpty().Max();
        foreach (Fact fact in story.Facts)
            output.WriteLine($"  {fact.Name.PadRight(width).Paint(Ink.Faint, colors)}  {fact.Text.Paint(fact.Ink, colors)}");
        output.WriteLine();
        int? columns = terminal.OutputIsTerminal ? Terminal.Width : null;
        foreach (string sentence in story.Now)
        {
            foreach (string line in Wrap(sentence, columns))
                output.WriteLine(line);
        }

        foreach (Section section in story.Sections.Where(s => s.Lines.Count > 0))
        {
            output.WriteLine();
            output.WriteLine(section.Title.Paint(Ink.Bold, colors));
            foreach (string line in section.Lines)
                output.WriteLine("  " + line);
        }
    }

    /// <summary>Breaks a sentence at blanks for a terminal. A pipe gets it on one line, so that a program can find it.</summary>
    private static IEnumerable<string> Wrap(string sentence, int? columns) =>
        columns is { } width ? Paragraphs.Wrap(sentence, width) : [sentence];
}
