using System.Text.RegularExpressions;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// Says in plain words what the API server says with regular expressions. Its rules for names and labels become what to write, with an
/// example; all other messages stay as they are.
/// </summary>
internal static partial class PlainMessages
{
    private const string Ends = "beginning and ending with a letter or digit";

    public static string Of(string message)
    {
        if (!message.Contains("regex used for validation", StringComparison.Ordinal))
            return message;
        string plain = DnsName().Replace(message, OfDnsName);
        plain = LabelName().Replace(plain, $"${{part}} must be letters, digits, '-', '_' and '.', {Ends}, such as team or my.name");
        plain = LabelValue().Replace(plain, $"a label's value must be empty, or letters, digits, '-', '_' and '.', {Ends}, such as team-a");
        return Expression()
            .Replace(plain, m => m.Groups["examples"] is { Success: true } given ? $", such as {Examples(given.Value)}" : "");
    }

    private static string OfDnsName(Match rule)
    {
        bool dots = rule.Groups["kind"].Value == "subdomain";
        bool prefix = rule.Groups["prefix"].Success;
        return $"{(prefix ? "prefix part " : "")}must be an RFC 1123 {rule.Groups["kind"].Value}: lowercase letters, digits"
            + $"{(dots ? ", '-' and '.'" : " and '-'")}, {Ends}, such as {(prefix ? "example.com" : "update-service-b")}";
    }

    /// <summary>The examples, without the API server's quotes.</summary>
    private static string Examples(string given) => string.Join(" or ", Example().Matches(given).Select(m => m.Groups[1].Value));

    [GeneratedRegex(
        @"(?<prefix>prefix part )?an? (lowercase RFC 1123|DNS-1123) (?<kind>subdomain|label) must consist of lower case alphanumeric "
            + @"characters(, '-' or '\.'| or '-'), and must start and end with an alphanumeric character "
            + @"\([^()]*regex used for validation is '.*?'\)"
    )]
    private static partial Regex DnsName();

    [GeneratedRegex(
        @"(?<part>a qualified name|name part) must consist of alphanumeric characters, '-', '_' or '\.', and must start and end with an "
            + @"alphanumeric character \([^()]*regex used for validation is '.*?'\)"
    )]
    private static partial Regex LabelName();

    [GeneratedRegex(
        @"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '\.', and must start and end with an "
            + @"alphanumeric character \([^()]*regex used for validation is '.*?'\)"
    )]
    private static partial Regex LabelValue();

    /// <summary>What is left of any other rule: its examples, if it has some, and its regular expression.</summary>
    [GeneratedRegex(@" \((e\.g\. (?<examples>[^()]*?), )?regex used for validation is '.*?'\)")]
    private static partial Regex Expression();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Example();
}
