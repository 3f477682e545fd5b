using System.Collections.Immutable;

namespace KubeTask.Cli.Clusters;

/// <summary>Asks the API server to treat each request as another user's.</summary>
/// <param name="user">The user.</param>
/// <param name="groups">The user's groups.</param>
internal sealed class Impersonation(string user, ImmutableArray<string> groups) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Add("Impersonate-User", user);
        if (!groups.IsEmpty)
            request.Headers.Add("Impersonate-Group", groups);
        return base.SendAsync(request, cancellationToken);
    }
}
