using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>A path in the agent's container: those rules of <c>MountPath</c> that can be checked from the text alone.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContainerPathAttribute : CelRulesAttribute
{
    /// <summary>One slash as the rules see it, before the path is normalized: more slashes and "." segments may follow.</summary>
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
