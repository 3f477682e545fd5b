using System.Text.RegularExpressions;
using KubeTask.Git;
using KubeTask.Init.Protocol;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Fetching;

/// <summary>What to ask a server for, so that a ref can be checked out.</summary>
/// <param name="Id">The object to check out; null if it has to be looked up after the fetch.</param>
internal sealed partial record RefChoice(string? Id)
{
    private const string Heads = "refs/heads/";
    private const string TagsPrefix = "refs/tags/";
    private const int MostNamed = 5;

    /// <summary>The branch that HEAD stands for; null for a detached HEAD.</summary>
    public string? Branch { get; private init; }

    /// <summary>The tag, without refs/tags/, if the ref is one.</summary>
    public string? Tag { get; private init; }

    /// <summary>Whether the server hasn't named the object itself, so it may refuse to send it.</summary>
    public bool IsUnnamed { get; private init; }

    /// <param name="mayAsk">Whether the server may send any commit, even if it doesn't say so.</param>
    /// <exception cref="GitFault">The server has no such ref.</exception>
    public static RefChoice Of(Advertisement server, string name, bool mayAsk)
    {
        if (server.Refs.Count == 0)
            throw NotFound("the repository is empty: it has no commit", "push one, or check the URL");
        if (name == "HEAD")
            return OfHead(server);
        string branch = name.StartsWith(Heads, StringComparison.Ordinal) ? name : Heads + name;
        if (server.IdOf(branch) is { } head)
            return new RefChoice(head) { Branch = branch[Heads.Length..] };
        string tag = name.StartsWith(TagsPrefix, StringComparison.Ordinal) ? name : TagsPrefix + name;
        if (server.IdOf(tag) is { } tagged)
            return new RefChoice(tagged) { Tag = tag[TagsPrefix.Length..] };
        if (name.StartsWith("refs/", StringComparison.Ordinal) && server.IdOf(name) is { } other)
            return new RefChoice(other);
        if (!Hexadecimal().IsMatch(name))
            throw Unknown(server, name);
        string id = name.ToLowerInvariant();
        if (
            id.Length == 40
            && (mayAsk || server.Has("allow-reachable-sha1-in-want") || server.Has("allow-tip-sha1-in-want") || IsTip(server, id))
        )
        {
            return new RefChoice(id) { IsUnnamed = !IsTip(server, id) };
        }
        string[] tips = [.. server.Refs.Select(r => r.Id).Where(i => i.StartsWith(id, StringComparison.Ordinal)).Distinct()];
        return new RefChoice(tips is [var only] ? only : null);
    }

    /// <summary>All branches and tags, to look for a commit among what they lead to.</summary>
    public static IReadOnlyList<string> Everything(Advertisement server) =>
        [
            .. server
                .Refs.Where(r =>
                    r.Name.StartsWith(Heads, StringComparison.Ordinal) || r.Name.StartsWith(TagsPrefix, StringComparison.Ordinal)
                )
                .Select(r => r.Id)
                .Distinct(),
        ];

    /// <summary>The tags whose objects may have come along.</summary>
    public static IEnumerable<AdvertisedRef> Tags(Advertisement server) =>
        server
            .Refs.Where(r => r.Name.StartsWith(TagsPrefix, StringComparison.Ordinal))
            .Select(r => r with { Name = r.Name[TagsPrefix.Length..] })
            .Where(r => GitText.BrokenRef(r.Name) is null);

    public static GitFault Unknown(Advertisement server, string name)
    {
        string[] branches =
        [
            .. server.Refs.Where(r => r.Name.StartsWith(Heads, StringComparison.Ordinal)).Select(r => r.Name[Heads.Length..]),
        ];
        string some = string.Join(", ", branches.Take(MostNamed)) + (branches.Length > MostNamed ? ", …" : "");
        return NotFound(
            $"the repository has no branch, tag or commit {name}",
            branches.Length == 0 ? "write one that it has" : $"write one that it has: its branches are {some}"
        );
    }

    public static GitFault NotFound(string problem, string advice) => new(GitReason.RefNotFound, problem, advice);

    private static bool IsTip(Advertisement server, string id) => server.Refs.Any(r => r.Id == id || server.PeeledIdOf(r.Name) == id);

    private static RefChoice OfHead(Advertisement server)
    {
        if (server.IdOf("HEAD") is not { } id)
            throw NotFound("the repository's HEAD stands for a branch that doesn't exist", "write a branch that it has into ref");
        string? target = server.HeadTarget;
        if (target is null || server.IdOf(target) != id)
            target = new[] { Heads + "main", Heads + "master" }.FirstOrDefault(b => server.IdOf(b) == id);
        bool isBranch = target?.StartsWith(Heads, StringComparison.Ordinal) == true && GitText.BrokenRef(target[Heads.Length..]) is null;
        return new RefChoice(id) { Branch = isBranch ? target![Heads.Length..] : null };
    }

    [GeneratedRegex("^[0-9a-fA-F]{4,40}$")]
    private static partial Regex Hexadecimal();
}
