using KubeTask.Core.Api;
using KubeTask.Core.Validation;

namespace KubeTask.Core.Contexts;

/// <summary>Checks that a Context sets exactly the field that its <c>type</c> names.</summary>
public static class ContextBlocks
{
    /// <summary>The message of the first rule that the Context breaks, or null.</summary>
    public static string? Broken(V1Alpha1ContextSpec spec)
    {
        ReadOnlySpan<(string Type, object? Block, string Text)> blocks =
        [
            (ContextType.Inline, spec.Inline, RuleText.InlineBlock),
            (ContextType.ConfigMap, spec.ConfigMap, RuleText.ConfigMapBlock),
            (ContextType.Git, spec.Git, RuleText.GitBlock),
            (ContextType.Mcp, spec.Mcp, RuleText.McpBlock),
        ];
        foreach ((string type, object? block, string text) in blocks)
        {
            if ((spec.Type == type) != (block is not null))
                return text;
        }

        return null;
    }
}
