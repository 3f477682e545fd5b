using KubeTask.Core.Validation;

namespace KubeTask.Core.Api;

/// <summary>A path in the agent's container: those rules of <c>MountPath</c> that can be checked from the text alone.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContainerPathAttribute : CelRulesAttribute
{
    /// <summary>One slash as the rules see it, before the path is normalized: more slashes and "." segments may follow.</summary>
    private const string Slash = @"/(\.?/)*";

    /// <summary>White space in any script. Tabs and line breaks are control characters, which another rule refuses.</summary>
    private const string Blank = @"[\p{Z}\x85]";

    public override IReadOnlyList<CelRule> Rules { get; } =
    [
        new(@"!self.matches(r'[:\x00-\x1f]')", RuleText.PathIsPlain),
        new(@"!self.matches(r'(^|/)\.\.(/|$)')", RuleText.PathStaysBelow),
        new(@"!self.matches(r'(^|/)~')", RuleText.PathHasNoHome),
        new(@"!self.matches(r'(^|/)\x24')", RuleText.PathHasNoVariable),
        new($@"!self.matches(r'(^|/){Blank}|{Blank}(/|$)')", RuleText.PathHasNoOuterBlanks),
        new($@"!self.matches(r'^{Slash}\.?$')", RuleText.PathIsNotRoot),
        new(
            $@"!self.matches(r'^{Slash}(proc|sys|dev|(var{Slash})?run{Slash}secrets|etc{Slash}(hosts|hostname|resolv\.conf))(/|$)')",
            RuleText.PathIsNotReserved
        ),
    ];
}
