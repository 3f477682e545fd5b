using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Contexts;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Agents;

/// <summary>An Agent's settings, validated, with all defaults applied.</summary>
public sealed record AgentSettings
{
    public required string Name { get; init; }
    public required string Image { get; init; }
    public string? ImagePullPolicy { get; init; }
    public required string WorkspaceDir { get; init; }
    public required V1Alpha1AgentSpec Spec { get; init; }

    /// <summary>How many seconds to keep the container alive after its command ends; null if it isn't kept alive.</summary>
    public int? KeepAliveSeconds { get; init; }

    /// <summary>The normalized paths that credentials and the Agent's own mounts occupy, and what occupies each.</summary>
    public required IReadOnlyDictionary<string, string> Occupied { get; init; }

    /// <summary>The credentials, with normalized mount paths.</summary>
    public required IReadOnlyList<Credential> Credentials { get; init; }

    /// <summary>
    /// The variables that the agent's container has for what refers to them by name; null if a credential makes one of each key of a
    /// Secret, which nothing here reads.
    /// </summary>
    public IReadOnlySet<string>? Variables =>
        Credentials.Any(c => string.IsNullOrEmpty(c.SecretRef.Key) && string.IsNullOrEmpty(c.MountPath))
            ? null
            : Credentials.Select(c => c.Env).OfType<string>().Concat(AgentVariables.Always).ToHashSet(StringComparer.Ordinal);

    /// <summary>The Agent's own mounts, with normalized paths. What was validated is what is mounted.</summary>
    public required IReadOnlyList<V1VolumeMount> VolumeMounts { get; init; }

    /// <param name="task">The Task. Its humanInTheLoop overrides the Agent's.</param>
    /// <param name="agent">The Agent.</param>
    /// <param name="defaults">The defaults of the KubeTaskConfigs, the nearest first.</param>
    public static Result<AgentSettings> From(V1Alpha1Task task, V1Alpha1Agent agent, IEnumerable<AgentDefaults?> defaults)
    {
        V1Alpha1AgentSpec spec = agent.Spec;
        string name = agent.Metadata.Name;
        if (string.IsNullOrEmpty(spec.ServiceAccountName))
            return Invalid(name, "spec.serviceAccountName is missing; name the ServiceAccount that its pods run as");

        if (PodQuantities.Broken(spec.PodSpec) is { } quantity)
            return Invalid(name, quantity);

        string workspaceText = string.IsNullOrEmpty(spec.WorkspaceDir) ? KubeTaskApi.DefaultWorkspaceDir : spec.WorkspaceDir;
        if (workspaceText[0] != '/')
            return Invalid(name, $"spec.workspaceDir {OneLine.Quote(workspaceText)}: {RuleText.WorkspaceIsAbsolute}");
        (string? workspaceDir, string? error) = MountPath.Normalize(workspaceText, "/");
        if (workspaceDir is null)
            return Invalid(name, $"spec.workspaceDir {OneLine.Quote(workspaceText)}: {error}");

        HumanInTheLoop? human = task.Spec.HumanInTheLoop ?? spec.HumanInTheLoop;
        int? keepAlive = null;
        // Validate both settings even if one of them doesn't count: an API server with CEL would have rejected it.
        if (KeepAlive.BrokenForm(spec.HumanInTheLoop) is { } ofAgent)
            return Invalid(name, ofAgent);
        if (KeepAlive.BrokenForm(task.Spec.HumanInTheLoop) is { } ofTask)
            return new Problem(TaskReason.InvalidTask, $"spec.{ofTask}", ConditionType.Accepted);
        if ((human?.Enabled == true || spec.HumanInTheLoop?.Enabled == true) && spec.Command is not { Count: > 0 })
            return Invalid(name, RuleText.HumanNeedsCommand);
        if (human?.Enabled == true)
        {
            (keepAlive, error) = KeepAlive.Seconds(human);
            if (error is not null)
            {
                return task.Spec.HumanInTheLoop is null
                    ? Invalid(name, error)
                    : new Problem(TaskReason.InvalidTask, $"spec.{error}", ConditionType.Accepted);
            }
        }

        var occupied = new Dictionary<string, string>(StringComparer.Ordinal);
        var credentials = new List<Credential>();
        var variables = new HashSet<string>(StringComparer.Ordinal);
        foreach (Credential credential in spec.Credentials ?? [])
        {
            (Credential? normalized, error) = Normalize(credential, workspaceDir);
            if (normalized is null)
                return Invalid(name, $"credential \"{credential.Name}\": {error}");
            if (!string.IsNullOrEmpty(credential.Env) && !variables.Add(credential.Env))
                return Invalid(name, $"credential \"{credential.Name}\": env {credential.Env}: {RuleText.EnvIsUnique}");
            if (
                normalized.MountPath is { } path
                && Occupy(occupied, path, $"credential \"{credential.Name}\"", workspaceDir) is { } conflict
            )
            {
                return Invalid(name, conflict);
            }

            credentials.Add(normalized);
        }

        var volumeMounts = new List<V1VolumeMount>();
        foreach (V1VolumeMount mount in spec.PodSpec?.VolumeMounts ?? [])
        {
            (string? path, error) = MountPath.Normalize(mount.MountPath, workspaceDir);
            if (path is null)
                return Invalid(name, $"mountPath {OneLine.Quote(mount.MountPath)} of volumeMount \"{mount.Name}\": {error}");
            if (Occupy(occupied, path, $"volumeMount \"{mount.Name}\"", workspaceDir) is { } conflict)
                return Invalid(name, conflict);
            volumeMounts.Add(mount with { MountPath = path });
        }

        AgentDefaults[] present = [.. defaults.OfType<AgentDefaults>()];
        return new AgentSettings
        {
            Name = name,
            Image = FirstSet([spec.AgentImage, .. present.Select(d => d.AgentImage)]) ?? KubeTaskApi.DefaultAgentImage,
            // The defaults' pull policy applies only with the defaults' image. Otherwise an Agent with its own image would cost two more
            // reads.
            ImagePullPolicy = string.IsNullOrEmpty(spec.AgentImage)
                ? FirstSet([spec.ImagePullPolicy, .. present.Select(d => d.ImagePullPolicy)])
                : FirstSet(spec.ImagePullPolicy),
            WorkspaceDir = workspaceDir,
            Spec = spec,
            KeepAliveSeconds = keepAlive,
            Occupied = occupied,
            Credentials = credentials,
            VolumeMounts = volumeMounts,
        };
    }

    private static (Credential?, string? Error) Normalize(Credential credential, string workspaceDir)
    {
        bool hasKey = !string.IsNullOrEmpty(credential.SecretRef.Key);
        bool hasEnv = !string.IsNullOrEmpty(credential.Env);
        bool hasPath = !string.IsNullOrEmpty(credential.MountPath);
        if (string.IsNullOrEmpty(credential.SecretRef.Name))
            return (null, "secretRef.name is missing; name the Secret");
        if (hasEnv && AgentVariables.Broken(credential.Env!) is { } broken)
            return (null, $"env {OneLine.Quote(credential.Env!)}: {broken}");
        if (hasEnv && !hasKey)
            return (null, RuleText.EnvNeedsKey);
        if (hasKey && !hasEnv && !hasPath)
            return (null, RuleText.CredentialGoesNowhere);
        if (credential.FileMode is < 0 or > 511)
            return (null, $"fileMode {credential.FileMode} is out of range; write 0 to 0777");
        if (!hasPath)
            return (credential, null);
        (string? path, string? error) = MountPath.Normalize(credential.MountPath!, workspaceDir);
        return path is null
            ? (null, $"mountPath {OneLine.Quote(credential.MountPath!)}: {error}")
            : (credential with { MountPath = path }, null);
    }

    private static string? Occupy(Dictionary<string, string> occupied, string path, string what, string workspaceDir)
    {
        if (MountPath.IsAtOrBelow(workspaceDir, path))
            return $"{what} is mounted at {path}, over the workspace {workspaceDir}; choose another path";
        foreach ((string other, string who) in occupied)
        {
            if (MountPath.Overlaps(path, other))
                return $"{what} is mounted at {path}, which overlaps {who} at {other}; choose another path";
        }

        occupied.Add(path, what);
        return null;
    }

    private static string? FirstSet(params ReadOnlySpan<string?> values)
    {
        foreach (string? value in values)
        {
            if (!string.IsNullOrEmpty(value))
                return value;
        }

        return null;
    }

    private static Problem Invalid(string agent, string message) =>
        new(TaskReason.InvalidAgent, $"Agent {agent}: {message}", ConditionType.Accepted);
}
