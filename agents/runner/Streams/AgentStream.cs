using System.Text.Json;

namespace KubeTask.Runner.Streams;

/// <summary>Understands the lines that an agent writes, and shows them.</summary>
/// <param name="show">Takes text for the log, of one or more lines.</param>
internal abstract class AgentStream(Action<string> show)
{
    private const int ShownOfUnknown = 2000;
    private const int ShownOfTool = 300;

    public RunFacts Facts { get; } = new();

    /// <summary>Reads a line. What it doesn't understand it shows.</summary>
    public void Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object && Understand(document.RootElement))
                return;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or JSON with names that are no text: a line like any other.
        }

        string text = System.Text.Encoding.UTF8.GetString(line.Span[..Math.Min(line.Length, 4 * ShownOfUnknown)]);
        Show(Cut(text, ShownOfUnknown));
    }

    /// <summary>Takes what the line says.</summary>
    /// <returns>Whether it knows such lines; false shows the line as it is.</returns>
    protected abstract bool Understand(JsonElement line);

    protected void Show(string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
            show(text.TrimEnd());
    }

    protected void ShowTool(string? name, JsonElement? input) =>
        Show($"-> {name ?? "a tool"} {Cut(OneLine(input is { } given ? ShownText(given) : ""), ShownOfTool)}");

    protected void ShowOutcome(JsonElement? output, bool failed)
    {
        string text = Cut(OneLine(output is { } given ? ShownText(given) : ""), ShownOfTool);
        Show(failed ? $"<- failed: {text}" : $"<- {text}");
    }

    protected void ShowError(string? error) => Show($"error: {Cut(OneLine(error ?? "without a message"), ShownOfUnknown)}");

    private static string ShownText(JsonElement element) => element.AsText() ?? element.GetRawText();

    private static string OneLine(string text) => text.AsSpan().IndexOfAny('\n', '\r') < 0 ? text : text.ReplaceLineEndings(" ").Trim();

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : $"{text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)]}…";
}
