using System.Text;
using System.Text.RegularExpressions;

namespace KubeTask.Init.Reporting;

/// <summary>Takes secrets out of text. It knows each as it is, URL-encoded and in base64, and every user in a URL.</summary>
internal sealed partial class Redactor
{
    private const string Instead = "***";

    private readonly Lock _gate = new();
    private readonly List<string> _secrets = [];

    public void Add(string secret)
    {
        foreach (string line in secret.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            AddOne(line);
            AddOne(Uri.EscapeDataString(line));
            AddOne(Convert.ToBase64String(Encoding.UTF8.GetBytes(line)));
        }
    }

    public void AddPair(string user, string password)
    {
        Add(password);
        Add($"{user}:{password}");
    }

    public string Clean(string text)
    {
        string[] secrets;
        lock (_gate)
            secrets = [.. _secrets];
        foreach (string secret in secrets)
            text = text.Replace(secret, Instead, StringComparison.Ordinal);
        return UserInUrl().Replace(text, "$1");
    }

    private void AddOne(string secret)
    {
        lock (_gate)
        {
            if (secret.Length == 0 || _secrets.Contains(secret))
                return;
            _secrets.Add(secret);
            // The longest first: a part of it must not split it.
            _secrets.Sort((a, b) => b.Length.CompareTo(a.Length));
        }
    }

    /// <summary>The user of ssh, which is no secret, stays if it has no password.</summary>
    [GeneratedRegex(@"(\b(?!ssh:)[a-z][a-z0-9+.-]*://|\bssh://(?=[^\s/@]*:[^\s/@]*@))[^\s/]*@", RegexOptions.IgnoreCase)]
    private static partial Regex UserInUrl();
}
