using System.Globalization;
using KubeTask.Hosting;
using Microsoft.Net.Http.Headers;

namespace KubeTask.Functions.TaskApi;

/// <summary>Reads a body with limits on its size and time, so that neither an endless nor a slow one blocks anything.</summary>
internal static class SubmissionBody
{
    public const int Limit = 1024 * 1024;

    /// <summary>1 MiB at 35 KiB/s. The server's own rate limit, which begins earlier, ends slower requests.</summary>
    public static TimeSpan TimeLimit { get; } = TimeSpan.FromSeconds(30);

    private static readonly string[] s_json = ["application/json"];
    private static readonly string[] s_yaml = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"];

    /// <summary>The body, and whether it is YAML.</summary>
    public static async Task<(ReadOnlyMemory<byte> Body, bool Yaml, HttpProblem? Problem)> ReadAsync(HttpContext context, TimeProvider time)
    {
        if (Media(context.Request) is not { } yaml)
        {
            return (
                default,
                false,
                HttpProblem.Of(
                    StatusCodes.Status415UnsupportedMediaType,
                    $"Content-Type: \"{context.Request.ContentType}\" is not accepted; write application/json or application/yaml, "
                        + "in UTF-8 and without Content-Encoding"
                )
            );
        }

        if (context.Request.ContentLength > Limit)
        {
            context.LiftBodyLimit();
            return (default, yaml, SubmissionProblems.BodyTooLarge(Limit));
        }

        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, limit.Token);
        try
        {
            // As large as announced, but never above the limit: what an endless body sends beyond it is not kept.
            var body = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 4096, Limit));
            byte[] buffer = new byte[16 * 1024];
            while (await context.Request.Body.ReadAsync(buffer, either.Token) is > 0 and var count)
            {
                if (body.Length + count > Limit)
                    return (default, yaml, SubmissionProblems.BodyTooLarge(Limit));
                await body.WriteAsync(buffer.AsMemory(0, count), either.Token);
            }

            return (body.GetBuffer().AsMemory(0, (int)body.Length), yaml, null);
        }
        catch (BadHttpRequestException e)
        {
            return (default, yaml, SubmissionProblems.Of(e, Limit));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return (
                default,
                yaml,
                HttpProblem.Of(
                    StatusCodes.Status408RequestTimeout,
                    string.Create(CultureInfo.InvariantCulture, $"the body didn't arrive within {TimeLimit.TotalSeconds} s")
                )
            );
        }
    }

    /// <summary>True for YAML, false for JSON, null for anything else.</summary>
    private static bool? Media(HttpRequest request)
    {
        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || request.Headers.ContentEncoding.Count > 0
        )
        {
            return null;
        }

        if (
            type.Charset.HasValue
            && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            && !type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)
        )
        {
            return null;
        }

        return s_json.Any(t => type.MediaType.Equals(t, StringComparison.OrdinalIgnoreCase)) ? false
            : s_yaml.Any(t => type.MediaType.Equals(t, StringComparison.OrdinalIgnoreCase)) ? true
            : null;
    }
}
