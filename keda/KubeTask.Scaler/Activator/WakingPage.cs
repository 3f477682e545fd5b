using System.Security.Cryptography;
using System.Text;

namespace KubeTask.Scaler.Activator;

/// <summary>
/// What a browser shows while it waits for the console: a held request has no answer, and an empty tab doesn't say why. The page is sent at
/// once, and its end, which loads the console, when the functions answer. The address stays as it is, with what follows its #.
/// </summary>
internal static class WakingPage
{
    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;margin:20vh auto 0;max-width:32rem;padding:0 1rem;color-scheme:light dark}";

    private const string Reload = "location.reload()";

    private const string Begin =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        + "<meta name=\"color-scheme\" content=\"light dark\"><title>KubeTask is waking up</title>"
        + $"<style>{Style}</style></head><body><main><h1>KubeTask</h1>"
        + "<p role=\"status\">The functions are waking up. The console comes as soon as they answer, in a few seconds.</p>";

    private const string Awake = $"<script>{Reload}</script></main></body></html>";
    private const string Asleep = "<p role=\"alert\">They didn’t wake in time. <a href=\"./\">Try again</a></p></main></body></html>";

    /// <summary>Only this style and this script.</summary>
    private static readonly string s_policy =
        $"default-src 'none'; style-src '{HashOf(Style)}'; script-src '{HashOf(Reload)}'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Whether somebody opens the console. Its other files, and programs, wait for the answer itself.</summary>
    public static bool Fits(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Path == "/console/"
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    /// <summary>Sends the page, and its end once the wait is over.</summary>
    /// <param name="context">The request.</param>
    /// <param name="wait">Ends when the functions answer, or says that they don't.</param>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    public static async Task ShowAsync(HttpContext context, Task<Held> wait)
    {
        HttpResponse response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = s_policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        await response.WriteAsync(Begin, context.RequestAborted);
        await response.Body.FlushAsync(context.RequestAborted);
        await response.WriteAsync(await wait == Held.Released ? Awake : Asleep, context.RequestAborted);
    }

    private static string HashOf(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
