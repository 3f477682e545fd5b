using System.Reflection;
using System.Text.RegularExpressions;
using KubeTask.Core.Tasks;

namespace KubeTask.Core.Tests;

/// <summary>Every reason that a Task can give has a case that gives it.</summary>
public sealed partial class ReasonTests
{
    [Fact]
    public void Every_reason_occurs_in_a_case()
    {
        HashSet<string> given = [.. Directory.GetFiles(RepositoryRoot.Combine("tests", "KubeTask.Core.Tests", "cases"), "expected.yaml", SearchOption.AllDirectories)
            .SelectMany(f => Reason().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))];
        string[] reasons = [.. typeof(TaskReason).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];

        Assert.NotEmpty(reasons);
        Assert.Empty(reasons.Except(given));
    }

    [GeneratedRegex(@"^ *reason: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Reason();
}
