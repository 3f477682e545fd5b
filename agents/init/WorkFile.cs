using System.Text.Json;
using KubeTask.Git;

namespace KubeTask.Init;

/// <summary>Reads work.json.</summary>
internal static class WorkFile
{
    /// <summary>Reads and checks it, or says what is wrong with it.</summary>
    public static (FetchWork? Work, string? Error) Read(string file)
    {
        FetchWork? work;
        try
        {
            work = JsonSerializer.Deserialize(File.ReadAllBytes(file), FetchJson.Default.FetchWork);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return (null, $"{file} can't be read: {e.Message}");
        }

        string? problem = work switch
        {
            null => "the file holds null; write an object",
            { Repositories: null } => "repositories is null; write a list",
            { MaxBytes: <= 0 } => "maxBytes isn't positive; write how many bytes a Context may take",
            { TimeoutSeconds: <= 0 or > 1_000_000 } => "timeoutSeconds isn't from 1 to 1000000; write how many seconds all may take",
            _ => work
                .Repositories.Select((r, i) => Problem(r) is { } p ? $"repositories[{i}].{p}" : null)
                .FirstOrDefault(p => p is not null),
        };
        return problem is null ? (work, null) : (null, $"{file}: {problem}");
    }

    private static string? Problem(RepositoryWork? one) =>
        one switch
        {
            null => "null stands for a repository; write an object",
            { Context: null or "" } => "context is empty; write namespace/name",
            { Repository: null } => "repository is null; write a URL",
            { Ref: null } => "ref is null; write a branch, a tag, a commit, or HEAD",
            { Depth: < 0 } => "depth is negative; write how many commits to fetch, or 0 for all",
            _ => null,
        };
}
