using KubeTask.Functions.Http;

namespace KubeTask.Functions.Events;

/// <summary>Who may deliver events.</summary>
/// <param name="Identity">The scaler's user name.</param>
/// <param name="Audience">The audience of its token. A token for the API server, or for anything else, is refused.</param>
/// <param name="Insecure">Anybody may: for a host that nobody else can reach.</param>
public sealed record EventAccessSettings(string Identity, string Audience, bool Insecure)
{
    public const string IdentityVariable = "KUBETASK_SCALER_IDENTITY";
    public const string AudienceVariable = "KUBETASK_EVENT_AUDIENCE";
    public const string InsecureVariable = "KUBETASK_INSECURE_EVENTS";
    public const string DefaultAudience = "kubetask-functions";

    /// <summary>Reads the environment. By default, events need the token of the release's own scaler.</summary>
    public static EventAccessSettings Read(Func<string, string?> environment) =>
        new(
            environment(IdentityVariable) is { Length: > 0 } identity
                ? identity
                : $"system:serviceaccount:{ReleaseSettings.Read(environment).Namespace}:kubetask-scaler",
            environment(AudienceVariable) is { Length: > 0 } audience ? audience : DefaultAudience,
            environment(InsecureVariable) == "true"
        );
}
