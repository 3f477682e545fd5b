using System.Reflection;
using System.Text.RegularExpressions;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tests;

/// <summary>Every reason of a Task occurs in a case and has a row that explains it.</summary>
public sealed partial class ReasonTests
{
    private static readonly string[] s_reasons =
    [
        .. typeof(TaskReason)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.IsLiteral)
            .Select(f => (string)f.GetRawConstantValue()!),
    ];

    [Fact]
    public void Every_Task_reason_occurs_in_a_case()
    {
        HashSet<string> given =
        [
            .. Directory
                .GetFiles(RepositoryRoot.Combine("tests", "KubeTask.Core.Tests", "cases"), "expected.yaml", SearchOption.AllDirectories)
                .SelectMany(f => Reason().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)),
        ];

        Assert.NotEmpty(s_reasons);
        Assert.Empty(s_reasons.Except(given));
    }

    [Fact]
    public void Every_reason_is_explained_once_and_nothing_else_is() =>
        Assert.Equal(
            s_reasons.Order(),
            File.ReadLines(RepositoryRoot.Combine("docs", "task.md"))
                .SkipWhile(l => l != "## Reasons")
                .TakeWhile(l => l != "## Another attempt")
                .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
                .SelectMany(l => Name().Matches(l.Split('|')[1]).Select(m => m.Groups[1].Value))
                .Order()
        );

    [GeneratedRegex(@"^ *reason: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Reason();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Name();
}
