using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>A Secret, or one key of it, that the agent gets as a variable, as a file, or as both.</summary>
[CelRule("!has(self.env) || self.env == '' || (has(self.secretRef.key) && self.secretRef.key != '')", RuleText.EnvNeedsKey)]
[CelRule(
    "!has(self.secretRef.key) || self.secretRef.key == '' || (has(self.env) && self.env != '') || (has(self.mountPath) && self.mountPath != '')",
    RuleText.CredentialGoesNowhere
)]
public sealed record Credential
{
    /// <summary>A name that tells this credential from the Agent's others.</summary>
    [MinLength(1)]
    [MaxLength(63)]
    public required string Name { get; init; }

    /// <summary>The Secret, in the Task's namespace.</summary>
    public required SecretReference SecretRef { get; init; }

    /// <summary>The variable that holds the key's value. Needs secretRef.key.</summary>
    [Pattern("^[A-Za-z_][A-Za-z0-9_]*$")]
    [MaxLength(253)]
    public string? Env { get; init; }

    /// <summary>The path of the key's file; without secretRef.key, of a folder with a file for each key.</summary>
    [MaxLength(1024)]
    [ContainerPath]
    public string? MountPath { get; init; }

    /// <summary>The file's mode, 0 to 0777 (511 in decimal); 0600 unless set.</summary>
    [Minimum(0)]
    [Maximum(511)]
    public int? FileMode { get; init; }
}

/// <summary>Names a Secret, and perhaps one key of it.</summary>
public sealed record SecretReference
{
    /// <summary>The Secret's name.</summary>
    [MinLength(1)]
    [MaxLength(253)]
    public required string Name { get; init; }

    /// <summary>The key. Without it, all keys.</summary>
    [MaxLength(253)]
    public string? Key { get; init; }
}
