using System.Text.Encodings.Web;
using System.Text.Json;
using KubeTask.Git;

namespace KubeTask.Init.Reporting;

/// <summary>Makes the termination message.</summary>
internal static class Report
{
    private const string Cut = " …";

    /// <summary>No escapes for quotation marks and other letters: they take six bytes each.</summary>
    private static readonly FetchJson s_json = new(
        new JsonSerializerOptions(FetchJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    /// <summary>The report as JSON of at most <see cref="FetchReport.MaxBytes"/>. A long message is cut; if even that isn't enough, the
    /// commits are left out.</summary>
    public static byte[] ToJson(FetchReport report)
    {
        byte[] json = Write(report);
        string message = report.Message ?? "";
        while (json.Length > FetchReport.MaxBytes && message.Length > 0)
        {
            message = message[..(message.Length * 9 / 10)];
            if (message is [.., var last] && char.IsHighSurrogate(last))
                message = message[..^1];
            json = Write(report with { Message = message + Cut });
        }

        return json.Length > FetchReport.MaxBytes ? Write(report with { Message = null, Contexts = null }) : json;
    }

    private static byte[] Write(FetchReport report) => JsonSerializer.SerializeToUtf8Bytes(report, s_json.FetchReport);
}
