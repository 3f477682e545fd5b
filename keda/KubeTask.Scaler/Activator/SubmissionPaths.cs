namespace KubeTask.Scaler.Activator;

/// <summary>Which requests may pass: submissions and their documentation. The functions' event endpoints never pass.</summary>
internal static class SubmissionPaths
{
    private static readonly string[] s_open = ["/openapi", "/docs"];

    /// <summary>Whether the request may pass, and whether it must carry a token before functions are woken for it.</summary>
    public static (bool Known, bool NeedsToken) Look(HttpRequest request)
    {
        bool reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (request.Path.StartsWithSegments("/api/v1/namespaces", StringComparison.Ordinal))
            return (reads || HttpMethods.IsPost(request.Method), true);
        return (reads && s_open.Any(p => request.Path.StartsWithSegments(p, StringComparison.Ordinal)), false);
    }
}
