using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KubeTask.Runs;

/// <summary>Writes termination messages that <see cref="RunReport.Read"/> reads.</summary>
public static class RunMessage
{
    /// <summary>The kubelet cuts a longer termination message.</summary>
    public const int MaxBytes = 4096;

    /// <summary>How much of it the agent's result may take.</summary>
    public const int MaxTextBytes = 3072;

    private const int MaxLineBytes = MaxBytes - MaxTextBytes - 2;

    private static readonly RunJson s_json = new(
        new JsonSerializerOptions(RunJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    /// <summary>The message: the text's beginning, then the report as the last line.</summary>
    public static string Write(RunReport report, string? text)
    {
        string line = RunReport.LineStart + Fitting(report);
        string kept = Beginning(text?.TrimEnd() ?? "", MaxTextBytes);
        return kept.Length == 0 ? $"{line}\n" : $"{kept}\n{line}\n";
    }

    /// <summary>As much of the beginning as fits, never half a character.</summary>
    public static string Beginning(string text, int maxBytes)
    {
        byte[] bytes = new byte[maxBytes];
        Encoding.UTF8.GetEncoder().Convert(text, bytes, flush: true, out _, out int used, out _);
        return Encoding.UTF8.GetString(bytes, 0, used);
    }

    private static string Fitting(RunReport report)
    {
        if (Json(report) is { } whole && Fits(whole))
            return whole;
        RunReport shorter = report with { Agent = Cut(report.Agent, 40), Message = Cut(report.Message, 240) };
        while (!Fits(Json(shorter)) && shorter.Mcp is { Count: > 0 } servers)
            shorter = shorter with { Mcp = [.. servers.Take(servers.Count - 1)] };
        string json = Json(shorter);
        return Fits(json) ? json : Json(shorter with { Message = null });
    }

    private static string? Cut(string? text, int maxBytes) => text is null ? null : Beginning(text, maxBytes);

    private static bool Fits(string json) => RunReport.LineStart.Length + Encoding.UTF8.GetByteCount(json) <= MaxLineBytes;

    private static string Json(RunReport report) => JsonSerializer.Serialize(report, s_json.RunReport);
}
