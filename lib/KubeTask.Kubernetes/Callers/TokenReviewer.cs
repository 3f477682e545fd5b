using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Kubernetes.Callers;

/// <summary>Asks the API server which user a token belongs to (TokenReview).</summary>
public sealed class TokenReviewer(IApiClient api)
{
    private const string Path = "apis/authentication.k8s.io/v1/tokenreviews";

    /// <summary>The token's user; null if the token isn't valid, or isn't for the audience.</summary>
    /// <exception cref="ApiException">The API server refuses the review.</exception>
    public async Task<string?> UserOfAsync(CallerToken token, string audience, CancellationToken cancellationToken)
    {
        var review = new V1TokenReview
        {
            ApiVersion = "authentication.k8s.io/v1",
            Kind = "TokenReview",
            Metadata = new V1ObjectMeta(),
            Spec = new V1TokenReviewSpec { Token = token.Reveal(), Audiences = [audience] },
        };
        ApiResult<V1TokenReview> result = await api.CreateAsync(Path, review, ApiJson.Default.V1TokenReview, cancellationToken);
        if (!result.Succeeded(out V1TokenReview? answer, out ApiError? error))
            throw new ApiException($"POST {Path}", error);
        // A server that doesn't know audiences answers without them and hasn't checked ours, so the token isn't accepted.
        return answer.Status is { Authenticated: true } status && status.Audiences?.Contains(audience) == true
            ? status.User?.Username
            : null;
    }
}
