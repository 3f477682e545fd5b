using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>Where the knowledge comes from. Exactly the block that type names is set.</summary>
[CelRule("(self.type == 'Inline') == has(self.inline)", RuleText.InlineBlock)]
[CelRule("(self.type == 'ConfigMap') == has(self.configMap)", RuleText.ConfigMapBlock)]
[CelRule("(self.type == 'Git') == has(self.git)", RuleText.GitBlock)]
[CelRule("(self.type == 'MCP') == has(self.mcp)", RuleText.McpBlock)]
public sealed record V1Alpha1ContextSpec
{
    /// <summary>Which kind of source it is.</summary>
    [OneOf(ContextType.Inline, ContextType.ConfigMap, ContextType.Git, ContextType.Mcp)]
    public required string Type { get; init; }

    /// <summary>Text written here.</summary>
    public InlineContext? Inline { get; init; }

    /// <summary>A ConfigMap, or one key of it, in the Context's namespace.</summary>
    public ConfigMapContext? ConfigMap { get; init; }

    /// <summary>A Git repository, or a path in it.</summary>
    public GitContext? Git { get; init; }

    /// <summary>Servers of the Model Context Protocol.</summary>
    public McpContext? Mcp { get; init; }

    /// <summary>Namespaces, besides the Context's own, whose Tasks may use it; "*" for all.</summary>
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

/// <summary>Text written in the Context itself.</summary>
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

    /// <summary>The key. Without it, all keys.</summary>
    [MaxLength(253)]
    public string? Key { get; init; }

    /// <summary>Whether a missing ConfigMap or key counts as empty.</summary>
    public bool? Optional { get; init; }
}

/// <summary>A Git repository, or a path in it.</summary>
public sealed record GitContext
{
    /// <summary>The repository's URL, https or ssh.</summary>
    [MinLength(1)]
    [MaxLength(2048)]
    public required string Repository { get; init; }

    /// <summary>A file or a folder in the repository. Without it, all of it.</summary>
    [MaxLength(1024)]
    public string? Path { get; init; }

    /// <summary>A branch, a tag or a commit.</summary>
    [Default("\"HEAD\"")]
    [MaxLength(255)]
    public string? Ref { get; init; }

    /// <summary>How many commits to fetch; 0 means all.</summary>
    [Default("1")]
    [Minimum(0)]
    public int? Depth { get; init; }

    /// <summary>The Secret with the credentials, in the Task's namespace.</summary>
    public GitSecretReference? SecretRef { get; init; }

    /// <summary>Whether to fetch submodules too.</summary>
    public bool? RecurseSubmodules { get; init; }
}

/// <summary>Names the Secret with a repository's credentials: username and password, or ssh-privatekey with an optional known_hosts.</summary>
public sealed record GitSecretReference
{
    /// <summary>The Secret's name.</summary>
    [MinLength(1)]
    [MaxLength(253)]
    public required string Name { get; init; }
}

/// <summary>Servers of the Model Context Protocol.</summary>
public sealed record McpContext
{
    /// <summary>The servers.</summary>
    [ListMapKeys("name")]
    public IReadOnlyList<McpServer>? Servers { get; init; }
}

/// <summary>One server of the Model Context Protocol.</summary>
public sealed record McpServer
{
    /// <summary>The server's name.</summary>
    [MinLength(1)]
    [MaxLength(63)]
    public required string Name { get; init; }

    /// <summary>The server's URL.</summary>
    [MinLength(1)]
    [MaxLength(2048)]
    public required string Url { get; init; }
}
