using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PocketKube.ApiServer.Tables;

/// <summary>Reads the text of a <see cref="JsonPath"/>.</summary>
internal static partial class JsonPathParser
{
    /// <summary>The path's steps; null where the text isn't a path.</summary>
    public static ImmutableArray<JsonPathStep>? Parse(string path)
    {
        string rest = path.Trim();
        if (rest is ['{', .. var inner, '}'])
            rest = inner.Trim();

        rest = rest is ['$' or '@', .. var tail] ? tail : rest;
        ImmutableArray<JsonPathStep>.Builder steps = ImmutableArray.CreateBuilder<JsonPathStep>();
        while (rest.Length > 0)
        {
            Match match = Step().Match(rest);
            if (!match.Success || Step(match) is not { } step)
                return null;

            steps.Add(step);
            rest = rest[match.Length..];
        }

        return steps.ToImmutable();
    }

    private static JsonPathStep? Step(Match match)
    {
        string? Group(string name) => match.Groups[name] is { Success: true } group ? group.Value : null;

        if (Group("field") is { } field)
            return field == "*" ? new JsonPathStep.All() : new JsonPathStep.Field(Unescaped(field));

        if (Group("index") is { } index)
            return new JsonPathStep.Index(int.Parse(index, CultureInfo.InvariantCulture));

        if (Group("slice") is not null)
            return new JsonPathStep.Slice(Bound(Group("from")), Bound(Group("to")));

        return Group("path") is not { } path ? new JsonPathStep.All()
            : JsonPath.TryParse(path) is { } parsed ? new JsonPathStep.Filter(parsed, Group("operator") ?? "", Group("literal") ?? "")
            : null;
    }

    private static int? Bound(string? text) => string.IsNullOrEmpty(text) ? null : int.Parse(text, CultureInfo.InvariantCulture);

    private static string Unescaped(string field) => Escape().Replace(field, "$1");

    // kubectl splits at a bare dot even within quotes, so such a name finds nothing. Here it is an invalid path.
    [GeneratedRegex(
        """
            \A(?:
              \.(?<field>\*|(?:[^.\[\]\\]|\\.)+)
            | \[\s*(?:
                  '(?<field>(?:[^'.\\]|\\.)+)'
                | (?<index>-?\d{1,9})
                | (?<slice>(?<from>-?\d{0,9}):(?<to>-?\d{0,9}))
                | \*
                | \?\(\s*(?<path>@[^=!<>]*?)\s*(?:
                    (?<operator>==|!=|<=|>=|<|>)\s*(?:"(?<literal>[^"]*)"|'(?<literal>[^']*)'|(?<literal>[^"')\s]+))\s*
                  )?\)
              )\s*\]
            )
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Step();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}
