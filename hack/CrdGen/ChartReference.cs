using System.Text;
using System.Text.RegularExpressions;

namespace KubeTask.CrdGen;

/// <summary>
/// The tables in the chart's README: its values with their comments, and the rules of its rights with their reasons. Everything outside the
/// two pairs of marks is written by hand.
/// </summary>
public static partial class ChartReference
{
    private static readonly (string Title, string File)[] s_parts =
    [
        ("The functions, in all namespaces (ClusterRole `kubetask-functions`):", "functions.yaml"),
        ("The scaler, in all namespaces (ClusterRole `kubetask-scaler`):", "scaler.yaml"),
        ("The scaler, in the release namespace (Role `kubetask-scaler`):", "scaler-release-namespace.yaml"),
    ];

    /// <summary>The README with its tables made anew.</summary>
    /// <param name="chart">The folder of the chart.</param>
    /// <exception cref="InvalidDataException">A value or a rule has no comment, or the README lacks a mark.</exception>
    public static string Generate(string chart)
    {
        string readme = File.ReadAllText(Path.Combine(chart, "README.md"));
        readme = Between(readme, "values", Values(File.ReadAllLines(Path.Combine(chart, "values.yaml"))));
        var rights = new StringBuilder();
        foreach ((string title, string file) in s_parts)
        {
            rights.Append('\n').Append(title).Append("\n\n| API group | resources | verbs | why |\n|---|---|---|---|\n");
            foreach (string row in Rights(File.ReadAllLines(Path.Combine(chart, "files", "rbac", file))))
                rights.Append(row).Append('\n');
        }

        return Between(readme, "rights", rights.ToString());
    }

    private static string Between(string text, string mark, string table)
    {
        string begin = $"<!-- {mark} -->\n",
            end = $"<!-- end of {mark} -->";
        int from = text.IndexOf(begin, StringComparison.Ordinal),
            to = text.IndexOf(end, StringComparison.Ordinal);
        return from < 0 || to < from
            ? throw new InvalidDataException($"README.md: the marks \"{begin.Trim()}\" and \"{end}\" are missing")
            : string.Concat(text.AsSpan(0, from + begin.Length), table, "\n", text.AsSpan(to));
    }

    /// <summary>One row for each value. A comment that begins with two dashes describes the value after it.</summary>
    private static string Values(string[] lines)
    {
        var rows = new StringBuilder("\n| value | default | what it is |\n|---|---|---|\n");
        var path = new List<string>();
        var comment = new List<string>();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line.TrimStart().StartsWith('#'))
            {
                string text = line.TrimStart().TrimStart('#').Trim();
                if (text.StartsWith("-- ", StringComparison.Ordinal))
                    comment = [text[3..]];
                else if (comment.Count > 0)
                    comment.Add(text);
                continue;
            }

            if (Key().Match(line) is not { Success: true } key)
                continue;
            int depth = key.Groups["indent"].Length / 2;
            if (depth > path.Count)
                continue;
            path.RemoveRange(depth, path.Count - depth);
            path.Add(key.Groups["name"].Value);
            if (comment.Count == 0)
            {
                if (key.Groups["value"].Length > 0)
                    throw new InvalidDataException($"values.yaml: {string.Join('.', path)} has no comment that begins with \"# -- \"");
                continue;
            }

            string value = key.Groups["value"].Value;
            if (value.Length == 0)
            {
                // The default is a block below, whose keys are the user's.
                value = Flow(lines, ref i, depth + 1);
            }

            rows.Append($"| `{string.Join('.', path)}` | `{value}` | {string.Join(' ', comment)} |\n");
            comment = [];
        }

        return rows.ToString();
    }

    /// <summary>A block of YAML in one line.</summary>
    private static string Flow(string[] lines, ref int i, int depth)
    {
        var items = new List<string>();
        while (i + 1 < lines.Length && Key().Match(lines[i + 1]) is { Success: true } key && key.Groups["indent"].Length == depth * 2)
        {
            i++;
            string value = key.Groups["value"].Value;
            items.Add($"{key.Groups["name"].Value}: {(value.Length > 0 ? value : Flow(lines, ref i, depth + 1))}");
        }

        return "{" + string.Join(", ", items) + "}";
    }

    /// <summary>One row for each rule. The comment above it is its reason.</summary>
    private static IEnumerable<string> Rights(string[] lines)
    {
        var comment = new List<string>();
        string[] groups = [],
            resources = [],
            names = [];
        foreach (string line in lines)
        {
            if (line.StartsWith('#'))
            {
                comment.Add(line.TrimStart('#').Trim());
            }
            else if (line.Length == 0)
            {
                comment = [];
            }
            else if (Rule().Match(line) is { Success: true } rule)
            {
                string[] items = [.. rule.Groups["items"].Value.Split(',').Select(i => i.Trim().Trim('"'))];
                switch (rule.Groups["name"].Value)
                {
                    case "apiGroups":
                        (groups, names) = (items, []);
                        break;
                    case "resources":
                        resources = items;
                        break;
                    case "resourceNames":
                        names = items;
                        break;
                    default:
                        if (comment.Count == 0)
                            throw new InvalidDataException($"files/rbac: no comment above the rule of {string.Join(", ", resources)}");
                        string only = names.Length > 0 ? $" `{string.Join("`, `", names)}`" : "";
                        yield return $"| {(groups[0].Length == 0 ? "core" : groups[0])} | {string.Join(", ", resources)}{only} "
                            + $"| {string.Join(", ", items)} | {string.Join(' ', comment)} |";
                        comment = [];
                        break;
                }
            }
        }
    }

    [GeneratedRegex("^(?<indent> *)(?<name>[A-Za-z0-9_./-]+): ?(?<value>.*)$")]
    private static partial Regex Key();

    [GeneratedRegex(@"^[- ] (?<name>apiGroups|resources|resourceNames|verbs): \[(?<items>.*)\]$")]
    private static partial Regex Rule();
}
