namespace KubeTask.Cli.Terminals;

/// <summary>The colors of the output. What they say is also said in words.</summary>
internal enum Ink
{
    Plain,
    Bold,
    Faint,
    Good,
    Bad,
    Waiting,
    Active,
}

/// <summary>Writes colors as terminals take them.</summary>
internal static class Inks
{
    /// <summary>The text in a color, if the terminal has colors.</summary>
    public static string Paint(this string text, Ink ink, bool colors) =>
        colors && ink != Ink.Plain && text.Length > 0 ? $"\e[{Code(ink)}m{text}\e[0m" : text;

    private static string Code(Ink ink) =>
        ink switch
        {
            Ink.Bold => "1",
            Ink.Faint => "2",
            Ink.Good => "32",
            Ink.Bad => "31",
            Ink.Waiting => "33",
            Ink.Active => "36",
            _ => "0",
        };
}
