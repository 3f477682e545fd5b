using System.Text;
using System.Text.RegularExpressions;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Contexts;

/// <summary>Writes task.md: the description, then one element for each Context without a mountPath.</summary>
public static partial class TaskDocument
{
    /// <summary>The text, or null if there is neither a description nor such a Context.</summary>
    public static Result<string>? Write(string? description, IEnumerable<ResolvedContext> contexts)
    {
        var parts = new List<string>();
        if (!string.IsNullOrWhiteSpace(description))
            parts.Add(description.TrimEnd('\r', '\n'));
        foreach (ResolvedContext context in contexts.Where(c => c.Path is null))
        {
            if (context.Entries.FirstOrDefault(e => e.Text is null) is { } binary)
            {
                return new Problem(
                    TaskReason.InvalidContext,
                    $"Context {context.Key}: key \"{binary.Key}\" is binary and can't stand in task.md; give the Context a mountPath",
                    ConditionType.ContextsResolved
                );
            }

            parts.Add(Element(context));
        }

        if (parts.Count == 0)
            return null;
        return (Result<string>)(string.Join("\n\n", parts) + "\n");
    }

    private static string Element(ResolvedContext context)
    {
        var text = new StringBuilder();
        text.Append("<context name=\"")
            .Append(Escape(context.Key.Name))
            .Append("\" namespace=\"")
            .Append(Escape(context.Key.Namespace))
            .Append("\" type=\"")
            .Append(Escape(context.Type))
            .Append("\">\n");
        foreach (ContextEntry entry in context.Entries)
        {
            if (context.IsDirectory)
                text.Append("<file name=\"").Append(Escape(entry.Key!)).Append("\">\n");
            string content = Defuse(entry.Text!).TrimEnd('\r', '\n');
            if (content.Length > 0)
                text.Append(content).Append('\n');
            if (context.IsDirectory)
                text.Append("</file>\n");
        }

        return text.Append("</context>").ToString();
    }

    /// <summary>
    /// Escapes our own tags inside content, so that a Context can't end early or pose as another one. Their <c>&lt;</c> becomes
    /// <c>&amp;lt;</c> in any case, with any white space or invisible characters, and also if the bracket only looks like one, because a
    /// model reads what a person would read. All other text stays as it is.
    /// </summary>
    public static string Defuse(string content) => OwnTag().Replace(content, "&lt;$1");

    /// <summary>Atomic groups keep the time linear for any content, even a megabyte of brackets and blanks.</summary>
    [GeneratedRegex(
        """
            [<\u2039\u2329\u27E8\u3008\uFE64\uFF1C]
            ((?>[\s\p{Cf}]*)[/\u2215\uFF0F]?(?>[\s\p{Cf}]*)
            (?:c\p{Cf}*o\p{Cf}*n\p{Cf}*t\p{Cf}*e\p{Cf}*x\p{Cf}*t|f\p{Cf}*i\p{Cf}*l\p{Cf}*e)(?![\w.-]))
            """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex OwnTag();

    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (char c in value)
        {
            _ = c switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                '"' => text.Append("&quot;"),
                '\'' => text.Append("&apos;"),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }
}
