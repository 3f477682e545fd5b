using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>A Secret, or one key of it, that the agent gets as an environment variable, as a file, or both.</summary>
[CelRule("!has(self.env) || self.env == '' || (has(self.secretRef.key) && self.secretRef.key != '')", RuleText.EnvNeedsKey)]
[CelRule(
    "!has(self.secretRef.key) || self.secretRef.key == '' || (has(self.env) && self.env != '') || "
        + "(has(self.mountPath) && self.mountPath != '')",
    RuleText.CredentialGoesNowhere
)]
public sealed record Credential
{
    /// <summary>The name of this credential, unique within the Agent.</summary>
    [MinLength(1)]
    [MaxLength(63)]
    public required string Name { get; init; }

    /// <summary>The Secret, in the Task's namespace.</summary>
    public required SecretReference SecretRef { get; init; }

    /// <summary>
    /// The environment variable that holds the key's value. Needs secretRef.key. Each credential has its own, and none that KubeTask sets:
    /// TASK_NAME, TASK_NAMESPACE, WORKSPACE_DIR and names that begin with KUBETASK_.
    /// </summary>
    [CelRule("self == '' || self.matches('^[A-Za-z_][A-Za-z0-9_]*$')", RuleText.EnvIsName)]
    [CelRule("!(self in ['TASK_NAME', 'TASK_NAMESPACE', 'WORKSPACE_DIR']) && !self.startsWith('KUBETASK_')", RuleText.EnvIsNotReserved)]
    [MaxLength(253)]
    public string? Env { get; init; }

    /// <summary>
    /// The path of the file with the key's value. Without secretRef.key, the path of a folder with one file for each key.
    /// </summary>
    [MaxLength(1024)]
    [ContainerPath]
    public string? MountPath { get; init; }

    /// <summary>
    /// The mode of the file, 0 to 0777 (511 in decimal). Defaults to 0600. The file belongs to root, so an agent that isn't root may also
    /// read and run it if its owner may: 0400 becomes 0444. With podSpec.podSecurityContext.fsGroup only that group may (0440), and with
    /// runAsUser 0 the mode stays as it is.
    /// </summary>
    [Minimum(0)]
    [Maximum(511)]
    public int? FileMode { get; init; }
}

/// <summary>A reference to a Secret, or to one key of it.</summary>
public sealed record SecretReference
{
    /// <summary>The Secret's name.</summary>
    [MinLength(1)]
    [MaxLength(253)]
    public required string Name { get; init; }

    /// <summary>The key in the Secret. Without it, all keys.</summary>
    [MaxLength(253)]
    public string? Key { get; init; }
}
