using System.Globalization;

namespace KubeTask.Git;

/// <summary>The URL of a repository, checked.</summary>
/// <param name="Scheme">https, http, ssh or git.</param>
/// <param name="User">The user in the URL, or null. For https and http it may be secret, so it isn't in the text.</param>
/// <param name="Host">The host, in lower case; an IPv6 address without brackets.</param>
/// <param name="Port">The port, or null for the scheme's.</param>
/// <param name="Path">The path, with its leading slash; in the short form of ssh it may be relative to the user's home.</param>
public sealed record GitAddress(string Scheme, string? User, string Host, int? Port, string Path)
{
    /// <summary>What is wrong with a text that is no URL of a repository.</summary>
    public const string NotFetched = "that is no URL that KubeTask can fetch; " + Forms;

    /// <summary>What is wrong with a URL that has a password.</summary>
    public const string HasPassword = "the URL has a password in it; put it into a Secret, and name that in secretRef";

    private const string Forms = "write https://HOST/PATH, ssh://USER@HOST/PATH, USER@HOST:PATH, http://HOST/PATH or git://HOST/PATH";

    /// <summary>The URL in its usual form, without credentials; for people and for libgit2.</summary>
    public override string ToString()
    {
        string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        string user = Scheme == "ssh" && User is not null ? $"{User}@" : "";
        if (Path[0] != '/')
            return $"{user}{host}:{Path}";
        string port = Port is { } number ? string.Create(CultureInfo.InvariantCulture, $":{number}") : "";
        return $"{Scheme}://{user}{host}{port}{Path}";
    }

    /// <summary>Reads a URL, or says what is wrong with it and what to write instead. The sentence holds no password.</summary>
    public static (GitAddress? Address, string? Error) Read(string text)
    {
        if (text.Length == 0)
            return (null, NotFetched);
        if (text[0] == '-')
            return (null, NotFetched);
        if (text.AsSpan().IndexOfAnyInRange('\0', ' ') >= 0 || text.Contains('\u007f', StringComparison.Ordinal))
            return (null, "the URL has a blank or a control character; take it out");
        if (text.Contains("::", StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal))
            return (null, NotFetched);
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? ReadShort(text) : ReadUrl(text[..scheme], text[(scheme + 3)..]);
    }

    private static (GitAddress?, string?) ReadUrl(string scheme, string rest)
    {
        if (scheme is not ("https" or "http" or "ssh" or "git"))
            return (null, NotFetched);
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return (null, "the URL has no path; " + Forms);
        string authority = rest[..slash];
        string path = rest[slash..];
        string? user = null;
        int at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            user = authority[..at];
            authority = authority[(at + 1)..];
            if (user.Contains(':', StringComparison.Ordinal))
                return (null, HasPassword);
            if (scheme == "git")
                return (null, "the scheme git knows no users; write git://HOST/PATH, or use https or ssh");
        }

        return Checked(scheme, user, authority, path);
    }

    /// <summary>The short form of ssh, <c>user@host:path</c>.</summary>
    private static (GitAddress?, string?) ReadShort(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        int colon = text.IndexOf(':', at + 1);
        if (at <= 0 || colon < 0 || text[..at].AsSpan().ContainsAny(":/"))
            return (null, NotFetched);
        string path = text[(colon + 1)..];
        if (path.Length == 0)
            return (null, "the URL has no path; " + Forms);
        return Checked("ssh", text[..at], text[(at + 1)..colon], path);
    }

    private static (GitAddress?, string?) Checked(string scheme, string? user, string authority, string path)
    {
        int? port = null;
        string host = authority;
        int colon = authority.LastIndexOf(':');
        if (colon >= 0 && !authority.EndsWith(']'))
        {
            if (
                !int.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || number is < 1 or > 65535
            )
            {
                return (null, "the URL's port isn't a number from 1 to 65535; write one, or leave it out");
            }

            (port, host) = (number, authority[..colon]);
        }

        host = host is ['[', .. var inner, ']'] ? inner : host;
        if (Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic || host[0] == '-')
            return (null, "the URL's host isn't a host's name or address; " + Forms);
        if (user is not null && !IsPlainUser(user))
            return (null, "the URL's user has other characters than letters, digits, -, _ and .; write one such as git");
        if (path.Trim('/').Length == 0 || path.Split('/').Contains(".."))
            return (null, "the URL's path names no repository; " + Forms);
        if (scheme is "https" or "http" && path.AsSpan().ContainsAny("?#\\"))
            return (null, "the URL has one of ?#\\ in its path; write the URL that git clone takes, without a query");
        if (path.AsSpan().TrimStart('/') is ['-', ..])
            return (null, "the URL's path begins with -; " + Forms);
        return (new GitAddress(scheme, user, host.ToLowerInvariant(), port, path), null);
    }

    private static bool IsPlainUser(string user) =>
        user.Length > 0 && user[0] != '-' && user.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
