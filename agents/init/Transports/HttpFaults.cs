using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using KubeTask.Git;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Transports;

/// <summary>What failures over http mean.</summary>
internal static class HttpFaults
{
    /// <summary>Throws if the answer isn't a success.</summary>
    /// <param name="hasCredentials">Whether the Context has credentials.</param>
    /// <param name="wereSent">Whether they may be sent to the server that answers.</param>
    public static void ThrowIfRefused(HttpResponseMessage response, bool hasCredentials, bool wereSent)
    {
        if (response.StatusCode == HttpStatusCode.OK)
            return;
        string status = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}");
        throw response.StatusCode switch
        {
            HttpStatusCode.Unauthorized when hasCredentials && !wereSent => new GitFault(
                GitReason.AuthFailed,
                $"the server redirects to another host, which asks for credentials ({status}); they are only for the URL's own host",
                "write the URL to which the server redirects"
            ),
            HttpStatusCode.Unauthorized when hasCredentials => new GitFault(
                GitReason.AuthFailed,
                $"the server refuses the Secret's credentials ({status})",
                "check them, and whether they have expired"
            ),
            HttpStatusCode.Unauthorized => new GitFault(
                GitReason.AuthFailed,
                $"the server asks for credentials ({status})",
                "check the URL, or name a Secret with credentials in secretRef"
            ),
            HttpStatusCode.Forbidden => new GitFault(
                GitReason.AuthFailed,
                $"the server allows no access ({status})",
                "check that the credentials may read the repository"
            ),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new GitFault(
                GitReason.Unreachable,
                $"the server has no such repository ({status})",
                hasCredentials
                    ? "check the URL, and that the credentials may read it"
                    : "check the URL; if the repository is private, name a Secret with credentials in secretRef"
            ),
            HttpStatusCode.ProxyAuthenticationRequired => new GitFault(
                GitReason.Unreachable,
                $"the proxy asks for credentials ({status})",
                "check the proxy's settings"
            ),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new GitFault(
                GitReason.Unreachable,
                $"the server is in trouble ({status})",
                "try again later",
                isPassing: true
            ),
            _ => new GitFault(
                GitReason.Unreachable,
                $"the server answers {status}",
                "check the URL: it has to be the one that git clone takes"
            ),
        };
    }

    public static GitFault NotGit(string? type) =>
        new(
            GitReason.Unreachable,
            $"the URL isn't a Git repository's: the server answers with {type ?? "something else"}",
            "check the URL: it has to be the one that git clone takes"
        );

    public static GitFault BadRedirect(string problem) => new(GitReason.Unreachable, problem, "write the repository's own URL");

    /// <summary>A failure below HTTP.</summary>
    public static GitFault? Of(Exception failure, Uri url) =>
        failure switch
        {
            HttpRequestException { InnerException: AuthenticationException e } => new GitFault(
                GitReason.Unreachable,
                $"{url.Authority} can't be trusted: {e.Message}",
                "add the certificate of its authority to the CA bundle",
                inner: failure
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => Passing(
                $"the name {url.IdnHost} can't be found",
                failure
            ),
            HttpRequestException { InnerException: SocketException e } => Passing(
                $"{url.Authority} can't be reached: {e.Message}",
                failure
            ),
            HttpRequestException or IOException or TimeoutException or SocketException => Passing(
                $"the connection to {url.Authority} failed: {failure.Message}",
                failure
            ),
            OperationCanceledException { InnerException: TimeoutException } => Passing($"{url.Authority} doesn't answer", failure),
            _ => null,
        };

    private static GitFault Passing(string problem, Exception inner) =>
        new(GitReason.Unreachable, problem, "check the URL and the network", isPassing: true, inner);
}
