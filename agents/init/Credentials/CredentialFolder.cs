using System.Text;
using KubeTask.Git;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Credentials;

/// <summary>Reads a Secret's keys, one file each, as users of Kubernetes, Flux and Tekton name them.</summary>
/// <param name="folder">The folder with the files.</param>
/// <param name="temporary">A folder for the private key.</param>
internal sealed class CredentialFolder(string folder, string temporary, Redactor redactor)
{
    /// <summary>The user beside a token. GitHub wants it for tokens of its Apps; it and GitLab take any for tokens of people.</summary>
    private const string TokenUser = "x-access-token";

    private const string HttpKeys = "username and password, token, or bearerToken";
    private const string SshKeys = "ssh-privatekey or identity, and optionally known_hosts";

    /// <summary>The credentials for a URL.</summary>
    /// <exception cref="GitFault">The Secret has none for the URL's scheme, or they can't be used.</exception>
    public RepositoryCredentials For(GitAddress address) =>
        address.Scheme switch
        {
            "http" or "https" => ForHttp(address),
            "ssh" => ForSsh(),
            _ => throw Useless($"the scheme {address.Scheme} knows no credentials", "use https or ssh, or take secretRef out"),
        };

    private RepositoryCredentials ForHttp(GitAddress address)
    {
        string? user = Word("username");
        string? password = Word("password");
        string? token = Word("token");
        string? bearer = Word("bearerToken");
        if (password is not null && user is not null)
            return Basic(user, password);
        if ((token ?? password) is { } secret)
            return Basic(user ?? address.User ?? TokenUser, secret);
        if (bearer is not null)
        {
            redactor.Add(bearer);
            return new RepositoryCredentials { Authorization = "Bearer " + bearer };
        }

        throw Missing("https and http need " + HttpKeys);
    }

    private RepositoryCredentials Basic(string user, string password)
    {
        redactor.AddPair(user, password);
        string pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        return new RepositoryCredentials { Authorization = "Basic " + pair };
    }

    private RepositoryCredentials ForSsh()
    {
        string name = Has("ssh-privatekey") ? "ssh-privatekey" : "identity";
        if (Text(name) is not { } key)
            throw Missing("ssh needs " + SshKeys);
        redactor.Add(key);
        key = key.ReplaceLineEndings("\n").Trim() + "\n";
        if (PrivateKey.Problem(key) is { } problem)
            throw Useless($"the Secret's key {name} {problem}", "put a private key without a passphrase there");
        return new RepositoryCredentials { KeyFile = Keep("key", key), KnownHostsFile = KnownHosts() };
    }

    private string? KnownHosts() =>
        Text("known_hosts") is { } known && known.Trim().Length > 0
            ? Keep("known_hosts", known.ReplaceLineEndings("\n").Trim() + "\n")
            : null;

    private string Keep(string name, string text)
    {
        Directory.CreateDirectory(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string file = Path.Combine(temporary, name);
        File.Delete(file);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var stream = new FileStream(file, options);
        stream.Write(Encoding.UTF8.GetBytes(text));
        return file;
    }

    private static GitFault Useless(string problem, string advice) => new(GitReason.AuthFailed, problem, advice);

    private GitFault Missing(string needed)
    {
        string[] names = Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder)
                    .Select(f => Path.GetFileName(f))
                    .Where(n => !n.StartsWith("..", StringComparison.Ordinal)),
            ]
            : [];
        string has = names.Length == 0 ? "it has none" : "it has " + string.Join(", ", names.Order(StringComparer.Ordinal));
        return Useless($"the Secret has no usable key: {needed}; {has}", "add the missing keys to the Secret");
    }

    private bool Has(string key) => File.Exists(Path.Combine(folder, key));

    private string? Text(string key) => Has(key) ? File.ReadAllText(Path.Combine(folder, key)) : null;

    /// <summary>A value without the line feed that editors and echo leave at its end; null if there is none.</summary>
    private string? Word(string key)
    {
        string? text = Text(key)?.TrimEnd('\r', '\n');
        if (text is not { Length: > 0 })
            return null;
        return text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0
            ? text
            : throw Useless($"the Secret's key {key} has a line break or a control character in it", "write it on one line");
    }
}
