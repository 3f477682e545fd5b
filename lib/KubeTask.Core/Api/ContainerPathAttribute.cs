using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>A path in the agent's container: the rules of <c>MountPath</c> as far as they can be told from the text alone.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContainerPathAttribute : CelRulesAttribute
{
    /// <summary>A slash, and what is nothing behind it: more slashes, and steps to the same folder. The rules see a path before it is normalized.</summary>
    private const string Slash = @"/(\.?/)*";

    public override IReadOnlyList<CelRule> Rules { get; } =
    [
        new(@"!self.matches(r'[:\x00-\x1f]')", RuleText.PathIsPlain),
        new(@"!self.matches(r'(^|/)\.\.(/|$)')", RuleText.PathStaysBelow),
        new($@"!self.matches(r'^{Slash}\.?$')", RuleText.PathIsNotRoot),
        new(
            $@"!self.matches(r'^{Slash}(proc|sys|dev|(var{Slash})?run{Slash}secrets|etc{Slash}(hosts|hostname|resolv\.conf))(/|$)')",
            RuleText.PathIsNotReserved
        ),
    ];
}
