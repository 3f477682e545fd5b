using System.Net;
using System.Net.Http.Headers;
using KubeTask.Git;
using KubeTask.Init.Credentials;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Transports;

/// <summary>Git's smart protocol over http and https. Credentials go to the URL's own scheme, host and port only.</summary>
internal sealed class HttpConnection : Connection
{
    private const string ListSuffix = "/info/refs?service=git-upload-pack";
    private const string RequestSuffix = "/git-upload-pack";
    private const string ListType = "application/x-git-upload-pack-advertisement";
    private const string RequestType = "application/x-git-upload-pack-request";
    private const int MostRedirects = 5;

    private readonly Uri _first;
    private readonly RepositoryCredentials _credentials;
    private readonly ReceivedBytes _received;
    private readonly HttpClient _client;
    private readonly List<HttpResponseMessage> _responses = [];
    private Uri _repository;

    public HttpConnection(GitAddress address, RepositoryCredentials credentials, NetworkSettings network, ReceivedBytes received)
    {
        _first = _repository = new Uri(address.ToString().TrimEnd('/'));
        _credentials = credentials;
        _received = received;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            Proxy = network.Proxy,
            UseProxy = true,
            SslOptions = network.Roots.Options(),
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        // Some servers answer only to what calls itself git.
        _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "git/2.0 (kubetask-init)");
    }

    public override async Task<Stream> ListAsync(CancellationToken stop)
    {
        var url = new Uri(_repository + ListSuffix);
        for (int redirects = 0; ; redirects++)
        {
            HttpResponseMessage response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, url), stop);
            if (!IsRedirect(response))
            {
                HttpFaults.ThrowIfRefused(response, _credentials.Authorization is not null, IsFirst(url));
                if (response.Content.Headers.ContentType?.MediaType != ListType)
                    throw HttpFaults.NotGit(response.Content.Headers.ContentType?.MediaType);
                return new GuardedStream(await response.Content.ReadAsStreamAsync(stop), _received);
            }

            if (redirects == MostRedirects)
                throw HttpFaults.BadRedirect($"the server redirects more than {MostRedirects} times");
            url = Follow(url, response);
        }
    }

    public override async Task<Stream> RequestAsync(byte[] request, CancellationToken stop)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(_repository + RequestSuffix))
        {
            Content = new ByteArrayContent(request) { Headers = { ContentType = new MediaTypeHeaderValue(RequestType) } },
        };
        HttpResponseMessage response = await SendAsync(message, stop);
        if (IsRedirect(response))
            throw HttpFaults.BadRedirect("the server redirects the request for the pack");
        HttpFaults.ThrowIfRefused(response, _credentials.Authorization is not null, IsFirst(message.RequestUri!));
        return new GuardedStream(await response.Content.ReadAsStreamAsync(stop), _received);
    }

    public override Task<GitFault?> ExplainAsync(Exception failure) => Task.FromResult(HttpFaults.Of(failure, _first));

    public override ValueTask DisposeAsync()
    {
        foreach (HttpResponseMessage response in _responses)
            response.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool IsRedirect(HttpResponseMessage response) =>
        response.StatusCode
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect;

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken stop)
    {
        if (_credentials.Authorization is { } authorization && IsFirst(message.RequestUri!))
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        HttpResponseMessage response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop);
        _responses.Add(response);
        return response;
    }

    private bool IsFirst(Uri url) => url.Scheme == _first.Scheme && url.IdnHost == _first.IdnHost && url.Port == _first.Port;

    private Uri Follow(Uri from, HttpResponseMessage response)
    {
        if (response.Headers.Location is not { } location)
            throw HttpFaults.BadRedirect("the server redirects to nowhere");
        var to = new Uri(from, location);
        if (to.Scheme is not ("http" or "https") || (from.Scheme == "https" && to.Scheme != "https"))
            throw HttpFaults.BadRedirect($"the server redirects from {from.Scheme} to {to.Scheme}");
        string text = new UriBuilder(to) { UserName = "", Password = "" }
            .Uri
            .AbsoluteUri;
        if (!text.EndsWith(ListSuffix, StringComparison.Ordinal))
            throw HttpFaults.BadRedirect("the server redirects to a URL that isn't a Git repository's");
        _repository = new Uri(text[..^ListSuffix.Length]);
        return new Uri(text);
    }
}
