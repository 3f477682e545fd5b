using KubeTask.Cli.Clusters;

namespace KubeTask.Cli.Invocations;

/// <summary>How objects are named on the command line: NAME, or KIND/NAME as <c>-o name</c> writes it.</summary>
internal static class ObjectName
{
    /// <param name="text">What was written.</param>
    /// <param name="usual">The kind that a name alone means.</param>
    /// <exception cref="CliException">It is not a name.</exception>
    public static (Kind Kind, string Name) Parse(string text, Kind usual)
    {
        string[] parts = text.Split('/');
        if (parts.Length > 2 || parts.Any(p => p.Length == 0))
            throw CliException.Usage($"NAME: \"{text}\" is not a name; write NAME or {usual.Singular}/NAME");
        if (parts.Length == 1)
            return (usual, text);
        Kind kind = Kind.Find(parts[0])
            ?? throw CliException.Usage(
                $"NAME: \"{parts[0]}\" is not a kind of KubeTask; write {string.Join(", ", Kind.All.Select(k => k.Singular))}"
            );
        return (kind, parts[1]);
    }

    /// <summary>The name of an object of one kind.</summary>
    /// <inheritdoc cref="Parse"/>
    public static string Of(string text, Kind kind)
    {
        (Kind found, string name) = Parse(text, kind);
        return found == kind
            ? name
            : throw CliException.Usage($"NAME: {text} is a {found.Name}; name a {kind.Name}, such as {kind.Singular}/NAME");
    }
}
