using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>Where the knowledge comes from. Set exactly the field that type names.</summary>
[CelRule("(self.type == 'Inline') == has(self.inline)", RuleText.InlineBlock)]
[CelRule("(self.type == 'ConfigMap') == has(self.configMap)", RuleText.ConfigMapBlock)]
[CelRule("(self.type == 'Git') == has(self.git)", RuleText.GitBlock)]
[CelRule("(self.type == 'MCP') == has(self.mcp)", RuleText.McpBlock)]
public sealed record V1Alpha1ContextSpec
{
    /// <summary>The kind of source.</summary>
    [OneOf(ContextType.Inline, ContextType.ConfigMap, ContextType.Git, ContextType.Mcp)]
    public required string Type { get; init; }

    /// <summary>Text in the Context itself.</summary>
    public InlineContext? Inline { get; init; }

    /// <summary>A ConfigMap, or one key of it, in the Context's namespace.</summary>
    public ConfigMapContext? ConfigMap { get; init; }

    /// <summary>A Git repository, or a path in it.</summary>
    public GitContext? Git { get; init; }

    /// <summary>Model Context Protocol (MCP) servers.</summary>
    public McpContext? Mcp { get; init; }

    /// <summary>Other namespaces whose Tasks may use this Context. "*" means all.</summary>
    [MaxItems(256)]
    public IReadOnlyList<string>? AllowedNamespaces { get; init; }
}

/// <summary>The values of a Context's <c>type</c>.</summary>
public static class ContextType
{
    public const string Inline = "Inline";
    public const string ConfigMap = "ConfigMap";
    public const string Git = "Git";
    public const string Mcp = "MCP";
}

/// <summary>Text in the Context itself.</summary>
public sealed record InlineContext
{
    /// <summary>The text.</summary>
    [MaxLength(TaskLimits.DescriptionCharacters)]
    public required string Content { get; init; }
}

/// <summary>A ConfigMap, or one key of it.</summary>
public sealed record ConfigMapContext
{
    /// <summary>The ConfigMap's name.</summary>
    [MinLength(1)]
    [MaxLength(253)]
    public required string Name { get; init; }

    /// <summary>The key in the ConfigMap. Without it, all keys.</summary>
    [MaxLength(253)]
    public string? Key { get; init; }

    /// <summary>Whether a missing ConfigMap or key counts as empty.</summary>
    public bool? Optional { get; init; }
}

/// <summary>A Git repository, or a path in it.</summary>
public sealed record GitContext
{
    /// <summary>The URL of the repository: https, ssh, http or git, without credentials.</summary>
    [MinLength(1)]
    [MaxLength(2048)]
    [CelRule(
        @"self.matches(r'^(https|http|ssh|git)://[^/\-]') || self.matches(r'^[A-Za-z0-9_.][A-Za-z0-9_.\-]*@[^/:\-][^/:]*:[^:\-]')",
        RuleText.RepositoryForm
    )]
    [CelRule(@"!self.matches(r'^[a-z]+://[^/@]*:[^/@]*@')", RuleText.RepositoryHasNoPassword)]
    public required string Repository { get; init; }

    /// <summary>A file or a folder in the repository. Without it, the whole repository.</summary>
    [MaxLength(1024)]
    [CelRule(@"!self.matches(r'^/|(^|/)\.\.(/|$)')", RuleText.GitPathStaysBelow)]
    public string? Path { get; init; }

    /// <summary>A branch, a tag, a commit (whole or its first digits), or HEAD.</summary>
    [Default("\"HEAD\"")]
    [MaxLength(255)]
    [CelRule(@"!self.matches(r'^-|[ ~^:?*\[\\]|\.\.|@\{')", RuleText.GitRefForm)]
    public string? Ref { get; init; }

    /// <summary>How many commits to fetch. 0 means all.</summary>
    [Default("1")]
    [Minimum(0)]
    public int? Depth { get; init; }

    /// <summary>The Secret with the repository's credentials, in the Task's namespace.</summary>
    public GitSecretReference? SecretRef { get; init; }

    /// <summary>Whether to fetch submodules, too.</summary>
    public bool? RecurseSubmodules { get; init; }
}

/// <summary>
/// The Secret with a repository's credentials: username and password, token, or ssh-privatekey (or identity) with an optional known_hosts.
/// </summary>
public sealed record GitSecretReference
{
    /// <summary>The Secret's name.</summary>
    [MinLength(1)]
    [MaxLength(253)]
    public required string Name { get; init; }
}
