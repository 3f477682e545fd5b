using KubeTask.Core.Api;

namespace KubeTask.Functions;

/// <summary>Who may deliver events.</summary>
/// <param name="Identity">The scaler's user name.</param>
/// <param name="Audience">What its token must be for: no token that was made for the API server, or for anything else, opens the functions.</param>
/// <param name="Insecure">Anybody may. For a host that nobody else reaches.</param>
public sealed record EventAccessSettings(string Identity, string Audience, bool Insecure)
{
    public const string IdentityVariable = "KUBETASK_SCALER_IDENTITY";
    public const string AudienceVariable = "KUBETASK_EVENT_AUDIENCE";
    public const string InsecureVariable = "KUBETASK_INSECURE_EVENTS";
    public const string DefaultAudience = "kubetask-functions";

    /// <summary>The settings of the environment. Without any, events are asked for the token of the release's own scaler.</summary>
    public static EventAccessSettings Read(Func<string, string?> environment) =>
        new(
            environment(IdentityVariable) is { Length: > 0 } identity
                ? identity
                : $"system:serviceaccount:{environment(FunctionServices.ReleaseNamespaceVariable) ?? KubeTaskApi.DefaultReleaseNamespace}:kubetask-scaler",
            environment(AudienceVariable) is { Length: > 0 } audience ? audience : DefaultAudience,
            environment(InsecureVariable) == "true"
        );
}
