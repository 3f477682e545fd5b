using KubeTask.Cli.Terminals;

namespace KubeTask.Cli.Output;

/// <summary>A cell of a table.</summary>
internal readonly record struct Cell(string Text, Ink Ink = Ink.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>A table as kubectl writes it: columns with three blanks between them, and nothing else.</summary>
/// <param name="header">The titles of the columns.</param>
/// <param name="rows">Each has as many cells as the header.</param>
internal sealed class TextTable(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<Cell>> rows)
{
    private const int Gap = 3;
    private const int LeastOfLast = 20;

    /// <summary>The lines of the table.</summary>
    /// <param name="width">Where the last column is cut, so that a row is one line; null for no limit.</param>
    /// <param name="colors">Whether cells have their colors.</param>
    public IEnumerable<string> Lines(int? width, bool colors)
    {
        int[] widths = [.. header.Select((title, i) => rows.Select(r => r[i].Text.Length).Append(title.Length).Max())];
        int before = widths[..^1].Sum(w => w + Gap);
        int? last = width is { } columns ? Math.Max(LeastOfLast, columns - before) : null;
        yield return Line([.. header.Select(h => new Cell(h, Ink.Faint))], widths, last, colors);
        foreach (IReadOnlyList<Cell> row in rows)
            yield return Line(row, widths, last, colors);
    }

    private static string Line(IReadOnlyList<Cell> cells, int[] widths, int? last, bool colors)
    {
        IEnumerable<string> texts = cells.Select(
            (cell, i) =>
                i == cells.Count - 1
                    ? Cut(cell.Text, last).Paint(cell.Ink, colors)
                    : cell.Text.Paint(cell.Ink, colors) + new string(' ', widths[i] - cell.Text.Length + Gap)
        );
        return string.Concat(texts).TrimEnd();
    }

    private static string Cut(string text, int? length) => length is { } most && text.Length > most ? text[..(most - 1)] + "…" : text;
}
