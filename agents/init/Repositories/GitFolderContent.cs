namespace KubeTask.Init.Repositories;

/// <summary>What a folder <c>.git</c> says about its repository.</summary>
/// <param name="Commit">The commit that is checked out.</param>
/// <param name="Url">Where it comes from, without credentials.</param>
internal sealed record GitFolderContent(string Commit, string Url)
{
    /// <summary>The branch that HEAD stands for; null for a detached HEAD.</summary>
    public string? Branch { get; init; }

    /// <summary>Names of tags without refs/tags/, and their objects.</summary>
    public IReadOnlyList<(string Name, string Id)> Tags { get; init; } = [];

    /// <summary>Commits without their parents.</summary>
    public IReadOnlyList<string> Shallow { get; init; } = [];

    /// <summary>The work tree, relative to the folder, if it isn't the folder around it.</summary>
    public string? WorkTree { get; init; }
}
