namespace KubeTask.Init.Reporting;

/// <summary>Lines without secrets, for the container's log.</summary>
internal sealed class Log(TextWriter output, Redactor redactor)
{
    private readonly Lock _gate = new();

    public Redactor Redactor { get; } = redactor;

    public void Line(string context, string text)
    {
        string line = OneLine($"{context}: {text}");
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    public void Warn(string context, string text) => Line(context, "warning: " + text);

    /// <summary>The text without secrets, and without control characters that servers or names may bring.</summary>
    public string OneLine(string text) =>
        string.Concat(Redactor.Clean(text).Select(c => c is '\u2028' or '\u2029' || char.IsControl(c) ? ' ' : c)).Trim();
}
