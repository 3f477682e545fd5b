using System.Text.RegularExpressions;
using KubeTask.Runs.Mcp;
using McpServer = KubeTask.Core.Api.McpServer;

namespace KubeTask.Core.Contexts;

/// <summary>
/// Finds literal credentials in the settings of an MCP server, which belong into a Secret. It goes by the name of what holds the value
/// (<c>Authorization</c>, <c>API_TOKEN</c>, <c>--password</c>) and by the forms of well-known tokens.
/// </summary>
public static partial class McpCredentials
{
    /// <summary>A shorter literal is a placeholder or a setting, such as <c>none</c> or <c>true</c>.</summary>
    private const int ShortestByName = 8;

    /// <summary>The field with the first literal credential, relative to the server; null if there is none.</summary>
    public static string? Find(McpServer server)
    {
        if (IsToken(server.Command) || HasPassword(server.Command))
            return "command";
        string[] args = [.. server.Args ?? []];
        for (int i = 0; i < args.Length; i++)
        {
            (string option, string value) = args[i].Split('=', 2) is [var name, var text]
                ? (name, text)
                : (i > 0 && args[i - 1].StartsWith('-') ? args[i - 1] : "", args[i]);
            if (IsCredential(option, value))
                return $"args[{i}]";
        }

        if (Named(server.Env) is { } variable)
            return $"env.{variable}";
        if (IsToken(server.Url) || HasPassword(server.Url) || QueryHasCredential(server.Url))
            return "url";
        return Named(server.Headers) is { } header ? $"headers.{header}" : null;
    }

    /// <summary>A variable to use for the server's credential.</summary>
    public static string Variable(string server) =>
        $"{NotInName().Replace(server.ToUpperInvariant(), "_")}_TOKEN" is var name && char.IsAsciiDigit(name[0]) ? "_" + name : name;

    private static string? Named(IReadOnlyDictionary<string, string>? values) =>
        (values ?? new Dictionary<string, string>())
            .OrderBy(v => v.Key, StringComparer.Ordinal)
            .FirstOrDefault(v => IsCredential(v.Key, v.Value))
            .Key;

    private static bool IsCredential(string name, string? value) =>
        IsToken(value) || HasPassword(value) || (value is not null && NamesCredential().IsMatch(name) && IsSecretText(value));

    /// <summary>Whether the text could be a secret. Variables, numbers, file paths and plain URLs are none.</summary>
    private static bool IsSecretText(string value) =>
        !VariableText.HasVariables(value)
        && value.Length >= ShortestByName
        && !value.All(char.IsAsciiDigit)
        && !value.StartsWith('/')
        && !value.StartsWith('-')
        && !value.Contains("://", StringComparison.Ordinal);

    private static bool IsToken(string? value) => value is not null && KnownToken().IsMatch(value);

    private static bool HasPassword(string? value) => value is not null && PasswordInUrl().IsMatch(value);

    private static bool QueryHasCredential(string? url) =>
        url?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at
        && url[(at + 1)..].Split('&').Any(p => p.Split('=', 2) is [var name, var value] && IsCredential(name, value));

    /// <summary>
    /// Tokens that have their form from their maker: GitHub, GitLab, Anthropic and OpenAI, Slack, AWS, Google, npm, Hugging Face, Stripe,
    /// JSON Web Tokens, private keys; and what follows the word Bearer.
    /// </summary>
    [GeneratedRegex(
        @"(?<![A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}"
            + @"|gl(pat|oas|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-[A-Za-z0-9_-]{16,}"
            + @"|sk-[A-Za-z0-9_-]{16,}|xox[a-z]-[A-Za-z0-9-]{10,}|A[KS]IA[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}"
            + @"|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{20,}|[rs]k_(live|test)_[A-Za-z0-9]{16,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\."
            + @"|(?i:bearer)\s+(?!\$\{)[A-Za-z0-9._~+/-]{12,}"
            + @"|-----BEGIN [A-Z ]*PRIVATE KEY-----)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex KnownToken();

    [GeneratedRegex(@"://[^/@\s:]*:(?!\$\{)[^/@\s]+@", RegexOptions.CultureInvariant)]
    private static partial Regex PasswordInUrl();

    [GeneratedRegex(
        @"(^|[^A-Za-z])(authorization|cookie|token|secret|password|passwd|pwd|credentials?|api[_-]?key|access[_-]?key|private[_-]?key"
            + @"|auth[_-]?key|[a-z]*token|[a-z]*secret|[a-z]*password|[a-z]*apikey)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex NamesCredential();

    [GeneratedRegex("[^A-Z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotInName();
}
