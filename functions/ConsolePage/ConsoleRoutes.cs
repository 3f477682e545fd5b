using KubeTask.Hosting;

namespace KubeTask.Functions.ConsolePage;

/// <summary>Serves the console at /console/. Its files are for everybody; what it shows needs the viewer's token.</summary>
internal static class ConsoleRoutes
{
    private const string Root = "/console/";

    /// <summary>
    /// The browser accepts only the page's own scripts and styles, none of them inline, sends requests nowhere else, and lets no other page
    /// frame it. Nothing becomes markup: a script that tried would fail (trusted types).
    /// </summary>
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    public static void MapConsole(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/console/{**path}", (RequestDelegate)AnswerAsync).ExcludeFromDescription();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if (!path.StartsWith(Root, StringComparison.Ordinal))
        {
            // Relative to the page, because a proxy in front may have put a path before ours.
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = "console/";
            return;
        }

        ConsoleFiles files = context.RequestServices.GetRequiredService<ConsoleFiles>();
        string name = path[Root.Length..];
        if (files.Find(name.Length == 0 ? "index.html" : name) is not { } file)
        {
            await HttpProblem
                .Of(
                    StatusCodes.Status404NotFound,
                    files.Exist
                        ? "the console has no such file; it is at /console/"
                        : "the functions were built without the console; run make console, and build them again"
                )
                .WriteAsync(context);
            return;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = file.FixedForever ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = "Accept-Encoding";
        context.Response.ContentType = file.MediaType;
        bool zip = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (zip)
            headers.ContentEncoding = "gzip";
        ReadOnlyMemory<byte> bytes = zip ? file.Zipped : file.Plain;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
