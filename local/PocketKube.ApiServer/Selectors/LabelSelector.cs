using System.Collections.Immutable;
using System.Globalization;
using PocketKube.ApiServer.Errors;

namespace PocketKube.ApiServer.Selectors;

/// <summary>The <c>labelSelector</c> of a list or watch.</summary>
internal sealed class LabelSelector
{
    private readonly ImmutableArray<Requirement> _requirements;

    private LabelSelector(ImmutableArray<Requirement> requirements) => _requirements = requirements;

    private enum Operator
    {
        In,
        NotIn,
        Exists,
        DoesNotExist,
        GreaterThan,
        LessThan,
    }

    public bool IsEmpty => _requirements.IsEmpty;

    /// <exception cref="StatusException">400: the text isn't a selector.</exception>
    public static LabelSelector Parse(string text)
    {
        ImmutableArray<Requirement>.Builder requirements = ImmutableArray.CreateBuilder<Requirement>();
        foreach (string part in SplitOutsideParentheses(text))
        {
            if (part.Length > 0)
                requirements.Add(ParseRequirement(part, text));
        }

        return new(requirements.ToImmutable());
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (Requirement requirement in _requirements)
        {
            if (!requirement.Matches(labels))
                return false;
        }

        return true;
    }

    private static Requirement ParseRequirement(string part, string whole)
    {
        if (part[0] == '!')
            return new(KeyOf(part[1..], whole), Operator.DoesNotExist, []);

        foreach (
            (string? sign, Operator verb) in new[]
            {
                ("!=", Operator.NotIn),
                ("==", Operator.In),
                ("=", Operator.In),
                (">", Operator.GreaterThan),
                ("<", Operator.LessThan),
            }
        )
        {
            int at = part.IndexOf(sign, StringComparison.Ordinal);
            if (at >= 0)
                return new(KeyOf(part[..at], whole), verb, [ValueOf(part[(at + sign.Length)..], whole)]);
        }

        int open = part.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return part.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, "in" or "notin", var unexpected, ..]
                ? throw Failures.BadRequest($"unable to parse requirement: found '{unexpected}' expected: '('")
                : new(KeyOf(part, whole), Operator.Exists, []);
        }

        string[] words = part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var key, "in" or "notin"] || part[^1] != ')')
            throw Unparsable(whole, $"found '{part}', expected: '=', '!=', '==', 'in', notin'");

        return new(
            KeyOf(key, whole),
            words[1] == "in" ? Operator.In : Operator.NotIn,
            [.. part[(open + 1)..^1].Split(',').Select(v => ValueOf(v, whole))]
        );
    }

    private static string KeyOf(string key, string whole)
    {
        key = key.Trim();
        return key.Length > 0 && !key.Any(c => char.IsWhiteSpace(c) || c is '(' or ')' or '!' or '=')
            ? key
            : throw Unparsable(whole, $"found '{key}', expected: !, identifier, or 'end of string'");
    }

    private static string ValueOf(string value, string whole)
    {
        value = value.Trim();
        return value.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            ? throw Unparsable(whole, $"found '{value}', expected: identifier")
            : value;
    }

    private static StatusException Unparsable(string whole, string why) =>
        Failures.BadRequest($"unable to parse requirement: {why} (in \"{whole}\")");

    private static IEnumerable<string> SplitOutsideParentheses(string text)
    {
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] switch
            {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }

        yield return text[start..].Trim();
    }

    private sealed record Requirement(string Key, Operator Verb, ImmutableArray<string> Values)
    {
        public bool Matches(IReadOnlyDictionary<string, string> labels)
        {
            bool there = labels.TryGetValue(Key, out string? value);
            return Verb switch
            {
                Operator.In => there && Values.Contains(value!),
                Operator.NotIn => !there || !Values.Contains(value!),
                Operator.Exists => there,
                Operator.DoesNotExist => !there,
                _ => there
                    && long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out long left)
                    && long.TryParse(Values[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out long right)
                    && (Verb == Operator.GreaterThan ? left > right : left < right),
            };
        }
    }
}
