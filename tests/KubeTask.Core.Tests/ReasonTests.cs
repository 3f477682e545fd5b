using System.Reflection;
using System.Text.RegularExpressions;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using KubeTask.Core.Outcomes;
using KubeTask.Runs;

namespace KubeTask.Core.Tests;

/// <summary>Every reason of a Task occurs in a case. Reasons, conditions and Events have a row that explains them.</summary>
public sealed partial class ReasonTests
{
    private static readonly string[] s_reasons = [.. Constants(typeof(TaskReason))];

    [Fact]
    public void Every_Task_reason_occurs_in_a_case()
    {
        HashSet<string> given = [.. Cases().SelectMany(f => Reason().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))];

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

    [Fact]
    public void Every_condition_is_explained_once_and_nothing_else_is() =>
        Assert.Equal(Constants(typeof(ConditionType)).Order(), Rows("docs/conditions.md", "## Conditions").Order());

    /// <summary>An Event has the reason of a condition, or one of its own that occurs in a case.</summary>
    [Fact]
    public void Every_Event_is_explained()
    {
        string[] recorded = [.. Cases().SelectMany(f => Event().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Distinct()];
        string[] explained = [.. Rows("docs/conditions.md", "## Events")];

        Assert.NotEmpty(recorded);
        Assert.Empty(recorded.Except([.. explained, .. s_reasons, .. Constants(typeof(CronTaskReason))]));
        Assert.Empty(explained.Except(recorded));
    }

    [Fact]
    public void Every_reason_of_a_run_is_explained()
    {
        string document = File.ReadAllText(RepositoryRoot.Combine("agents", "runner", "README.md"));

        Assert.All(Constants(typeof(RunReason)), r => Assert.Contains($"| `{r}` |", document, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);

    private static string[] Cases() =>
        Directory.GetFiles(RepositoryRoot.Combine("tests", "KubeTask.Core.Tests", "cases"), "expected.yaml", SearchOption.AllDirectories);

    /// <summary>The names in the first cells of the rows below a heading.</summary>
    private static IEnumerable<string> Rows(string document, string heading) =>
        File.ReadLines(RepositoryRoot.Combine(document.Split('/')))
            .SkipWhile(l => l != heading)
            .Skip(1)
            .TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal))
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(l => Name().Matches(l.Split('|')[1]).Select(m => m.Groups[1].Value));

    [GeneratedRegex(@"^- event: (?:>-\s+|')?(?:Normal|Warning) (\w+):", RegexOptions.Multiline)]
    private static partial Regex Event();

    [GeneratedRegex(@"^ *reason: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Reason();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Name();
}
