using System.Text.RegularExpressions;
using KubeTask.Git;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Protocol;

/// <summary>A name that the server has, and the object that it stands for.</summary>
internal sealed record AdvertisedRef(string Name, string Id);

/// <summary>What a server says that it has: the answer of git-upload-pack, protocol version 0.</summary>
internal sealed partial class Advertisement
{
    private const int MostRefs = 1_000_000;
    private const string NoRefs = "capabilities^{}";
    private const string PeeledMark = "^{}";

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly List<AdvertisedRef> _refs = [];
    private HashSet<string> _capabilities = [];

    private Advertisement() { }

    /// <summary>In the server's order, without peeled ones.</summary>
    public IReadOnlyList<AdvertisedRef> Refs => _refs;

    /// <summary>The ref that HEAD stands for, such as refs/heads/main; null if the server doesn't say.</summary>
    public string? HeadTarget { get; private set; }

    public bool Has(string capability) => _capabilities.Contains(capability);

    /// <summary>The object of a name, or null.</summary>
    public string? IdOf(string name) => _ids.GetValueOrDefault(name);

    /// <summary>The commit that an annotated tag stands for, or null if the name is none.</summary>
    public string? PeeledIdOf(string name) => IdOf(name + PeeledMark);

    public static async Task<Advertisement> ReadAsync(PktReader reader, CancellationToken stop)
    {
        var result = new Advertisement();
        string? line = await reader.ReadTextAsync(stop);
        if (line is not null && line.StartsWith("# service=", StringComparison.Ordinal))
        {
            // http begins with a list of its own.
            while (line is not null)
                line = await reader.ReadTextAsync(stop);
            line = await reader.ReadTextAsync(stop);
        }

        if (line is "version 1")
            line = await reader.ReadTextAsync(stop);
        for (bool isFirst = true; line is not null; line = await reader.ReadTextAsync(stop), isFirst = false)
            result.Add(line, isFirst);
        if (result._capabilities.Contains("object-format=sha256"))
        {
            throw new GitFault(
                GitReason.FetchFailed,
                "the repository's objects have SHA-256 names, which aren't supported",
                "use a repository with SHA-1 names"
            );
        }

        return result;
    }

    private void Add(string line, bool isFirst)
    {
        if (isFirst && line.Split('\0') is [var head, var capabilities])
        {
            _capabilities = [.. capabilities.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            HeadTarget = _capabilities
                .FirstOrDefault(c => c.StartsWith("symref=HEAD:", StringComparison.Ordinal))
                ?["symref=HEAD:".Length..];
            line = head;
        }

        if (line.StartsWith("shallow ", StringComparison.Ordinal))
            return;
        Match match = RefLine().Match(line);
        if (!match.Success || _ids.Count >= MostRefs)
        {
            throw new GitFault(
                GitReason.Unreachable,
                "the server's list of branches and tags can't be read",
                "check the URL: it has to be the one that git clone takes"
            );
        }

        (string id, string name) = (match.Groups[1].Value, match.Groups[2].Value);
        if (name == NoRefs)
            return;
        if (_ids.TryAdd(name, id) && !name.EndsWith(PeeledMark, StringComparison.Ordinal))
            _refs.Add(new AdvertisedRef(name, id));
    }

    [GeneratedRegex(@"^([0-9a-f]{40}|[0-9a-f]{64}) (\S+)$")]
    private static partial Regex RefLine();
}
