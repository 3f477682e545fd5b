using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KubeTask.Kubernetes.Callers;

/// <summary>A caller's bearer token. It prints as <c>***</c>, so that it never ends up in a log or an answer.</summary>
public sealed class CallerToken
{
    private const string Scheme = "Bearer ";
    private const int MaxLength = 16 * 1024;
    private readonly string _value;

    private CallerToken(string value) => _value = value;

    /// <summary>Reads an Authorization header; null if it holds no bearer token (RFC 6750, section 2.1).</summary>
    public static CallerToken? Parse(string? header)
    {
        if (header is null || header.Length > MaxLength || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        string value = header[Scheme.Length..].Trim(' ');
        string word = value.TrimEnd('=');
        return word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/')
            ? new CallerToken(value)
            : null;
    }

    public override string ToString() => "***";

    internal AuthenticationHeaderValue ToHeader() => new("Bearer", _value);

    /// <summary>The token itself, for a TokenReview.</summary>
    internal string Reveal() => _value;

    /// <summary>A hash of the token, to compare tokens without keeping them.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(_value)));

    /// <summary>
    /// A claim of the token, if it is a JWT. Its signature isn't checked here, so a claim must not allow anything that the API server
    /// doesn't allow for the same token.
    /// </summary>
    public IReadOnlyList<string> Claim(string name)
    {
        string[] parts = _value.Split('.');
        if (parts.Length != 3)
            return [];
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1].TrimEnd('=')));
            return claims.RootElement.ValueKind == JsonValueKind.Object && claims.RootElement.TryGetProperty(name, out JsonElement claim)
                ? claim.ValueKind switch
                {
                    JsonValueKind.String => [claim.GetString()!],
                    JsonValueKind.Array =>
                    [
                        .. claim.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!),
                    ],
                    _ => [],
                }
                : [];
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
