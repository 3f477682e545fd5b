using System.Net;
using KubeTask.Git;

namespace KubeTask.Init.Transports;

/// <summary>The proxy for a URL: one for each scheme, with exceptions.</summary>
internal sealed class ProxyChoice : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly string[] _except;

    private ProxyChoice(Uri? http, Uri? https, string[] except)
    {
        (_http, _https, _except) = (http, https, except);
        // Where the proxy's URL has a user.
        var cache = new CredentialCache();
        foreach (Uri proxy in new[] { http, https }.OfType<Uri>().Where(p => p.UserInfo.Length > 0).DistinctBy(p => p.Authority))
        {
            string[] pair = proxy.UserInfo.Split(':', 2);
            cache.Add(proxy, "Basic", new NetworkCredential(Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[^1])));
        }

        Credentials = cache;
    }

    public ICredentials? Credentials { get; set; }

    /// <summary>Reads the proxy's settings, or says which of them is no URL of a proxy.</summary>
    public static (ProxyChoice? Proxy, string? Error) Read(ProxyWork? work)
    {
        if ((Broken(work?.Http, "http") ?? Broken(work?.Https, "https")) is { } error)
            return (null, error);
        string[] except = [.. (work?.Except ?? []).Select(e => e.Trim().ToLowerInvariant()).Where(e => e.Length > 0)];
        return (new ProxyChoice(ToUri(work?.Http), ToUri(work?.Https), except), null);
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : Of(destination);

    public bool IsBypassed(Uri host) => Of(host) is null || _except.Any(e => Covers(e, host.IdnHost.Trim('[', ']').ToLowerInvariant()));

    private static bool Covers(string exception, string host)
    {
        if (exception == "*" || exception.Trim('[', ']') == host)
            return true;
        if (IPAddress.TryParse(host, out IPAddress? address))
            return IPNetwork.TryParse(exception, out IPNetwork network) && network.Contains(address);
        string domain = exception.TrimStart('*').TrimStart('.');
        return host == domain || host.EndsWith("." + domain, StringComparison.Ordinal);
    }

    private static string? Broken(string? url, string name) =>
        url is null or "" || (ToUri(url) is { Scheme: "http" or "https", Host.Length: > 0 })
            ? null
            : $"proxy.{name} isn't the URL of a proxy; write one such as http://proxy.example.com:3128";

    private static Uri? ToUri(string? url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? uri : null;

    private Uri? Of(Uri destination) => destination.Scheme == "https" ? _https : _http;
}
