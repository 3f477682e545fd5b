using KubeTask.Init.Repositories;

namespace KubeTask.Init.Fetching;

/// <summary>A repository whose objects are there.</summary>
/// <param name="Folder">Its folder <c>.git</c>.</param>
internal sealed record FetchedRepository(string Folder, GitFolderContent Content);
