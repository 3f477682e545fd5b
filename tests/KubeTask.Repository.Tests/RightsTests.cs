using System.Text.RegularExpressions;

namespace KubeTask.Repository.Tests;

/// <summary>The lines <c>kubectl auth can-i</c> in the documents have the answers that the rights of the chart give.</summary>
public sealed partial class RightsTests
{
    [Fact]
    public void Lines_that_ask_for_a_right_have_the_answer_of_the_rules()
    {
        var asked = (
            from file in RepositoryFiles.Markdown
            let lines = RepositoryFiles.Lines(file)
            from i in Enumerable.Range(0, lines.Length - 1)
            let question = Question().Match(lines[i])
            where question.Success
            select (Place: $"{file}:{i + 1}", Question: question, Answer: lines[i + 1])
        ).ToList();

        Assert.NotEmpty(asked);
        Expect.None(
            from line in asked
            let right = Answer(line.Question)
            where line.Answer != right
            select $"{line.Place}: {line.Question.Value} is answered with {right}"
        );
    }

    [Theory]
    [InlineData("create jobs.batch", "functions", "yes")]
    [InlineData("update tasks.kubetask.io --subresource=status", "functions", "yes")]
    [InlineData("patch tasks.kubetask.io", "scaler", "no")]
    [InlineData("get secrets", "functions", "no")]
    [InlineData("update leases/kubetask-scaler -n kubetask-system", "scaler", "yes")]
    [InlineData("update leases/another -n kubetask-system", "scaler", "no")]
    [InlineData("update leases/kubetask-scaler", "scaler", "no")]
    public void A_right_is_found_in_the_rules_of_its_part(string asked, string part, string answer) =>
        Assert.Equal(
            answer,
            Answer(Question().Match($"$ kubectl auth can-i {asked} --as=system:serviceaccount:kubetask-system:kubetask-{part}"))
        );

    private static string Answer(Match question)
    {
        string part = question.Groups["part"].Value;
        string resource = question.Groups["resource"].Value;
        if (question.Groups["subresource"] is { Success: true } subresource)
            resource += "/" + subresource.Value;
        IEnumerable<Rule> rules = Rules($"charts/kubetask/files/rbac/{part}.yaml");
        string own = $"charts/kubetask/files/rbac/{part}-release-namespace.yaml";
        if (question.Groups["namespace"].Value == "kubetask-system" && RepositoryFiles.Has(own))
            rules = rules.Concat(Rules(own));
        bool may = rules.Any(r =>
            r.Verbs.Contains(question.Groups["verb"].Value)
            && r.Resources.Contains(resource)
            && (question.Groups["group"] is not { Success: true } group || r.Groups.Contains(group.Value))
            && (r.Names.Length == 0 || r.Names.Contains(question.Groups["name"].Value))
        );
        return may ? "yes" : "no";
    }

    /// <summary>The rules of a file: each begins with "- apiGroups", and its lists are in brackets.</summary>
    private static IEnumerable<Rule> Rules(string file) =>
        Regex
            .Split(string.Join('\n', RepositoryFiles.Lines(file)), "^- ", RegexOptions.Multiline)
            .Skip(1)
            .Select(rule => new Rule(List(rule, "apiGroups"), List(rule, "resources"), List(rule, "resourceNames"), List(rule, "verbs")));

    private static string[] List(string rule, string key) =>
        Regex.Match(rule, $@"^ *{key}: \[(.*?)\]", RegexOptions.Multiline) is { Success: true } found
            ? [.. found.Groups[1].Value.Split(',').Select(v => v.Trim().Trim('"'))]
            : [];

    [GeneratedRegex(
        """
            ^\$\ kubectl\ auth\ can-i\ (?<verb>\w+)\ (?<resource>\w+)(?:\.(?<group>[\w.]+))?(?:/(?<name>[\w-]+))?
            (?:\ --subresource=(?<subresource>\w+))?(?:\ -n\ (?<namespace>[\w-]+))?
            \ --as=system:serviceaccount:kubetask-system:kubetask-(?<part>scaler|functions)$
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Question();

    private sealed record Rule(string[] Groups, string[] Resources, string[] Names, string[] Verbs);
}
