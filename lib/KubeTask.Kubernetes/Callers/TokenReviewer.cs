using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Kubernetes.Callers;

/// <summary>Asks the API server whose a token is (TokenReview).</summary>
public sealed class TokenReviewer(IApiClient api)
{
    private const string Path = "apis/authentication.k8s.io/v1/tokenreviews";

    /// <summary>The token's user; null where the token is no good, or not for the audience.</summary>
    /// <exception cref="ApiException">The API server doesn't let us ask.</exception>
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
        // A server that knows no audiences answers without them, and has not looked at ours: then the token is not accepted.
        return answer.Status is { Authenticated: true } status && status.Audiences?.Contains(audience) == true
            ? status.User?.Username
            : null;
    }
}
