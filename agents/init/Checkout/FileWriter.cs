using System.Collections.Concurrent;
using KubeTask.Git;
using KubeTask.Init.Reporting;
using LibGit2Sharp;

namespace KubeTask.Init.Checkout;

/// <summary>
/// Writes a commit's files. Folders and files come first, each into a folder that it has made itself, links come last: nothing is ever
/// written through a link.
/// </summary>
/// <param name="repository">The folder <c>.git</c>. Each thread opens it for itself.</param>
/// <param name="place">Where the files go. It must not exist, nor need its links be trusted.</param>
internal sealed class FileWriter(string repository, string place)
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode ReadWrite =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    private static readonly int s_threads = Math.Clamp(Environment.ProcessorCount, 1, 4);

    private int _largeFiles;

    /// <summary>How many files stand for content in Large File Storage.</summary>
    public int LargeFiles => _largeFiles;

    /// <summary>Writes them; what is neither folder, file nor link is returned.</summary>
    public async Task<IReadOnlyList<CheckoutItem>> WriteAsync(IEnumerable<CheckoutItem> items, CancellationToken stop)
    {
        var links = new List<CheckoutItem.Link>();
        var others = new List<CheckoutItem>();
        using var files = new BlockingCollection<CheckoutItem.File>(4096);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] writers = [.. Enumerable.Range(0, s_threads).Select(_ => Task.Run(() => WriteFiles(files, failed), CancellationToken.None))];
        try
        {
            foreach (CheckoutItem item in items)
            {
                switch (item)
                {
                    case CheckoutItem.Folder folder:
                        Directory.CreateDirectory(Target(folder));
                        break;
                    case CheckoutItem.File file:
                        files.Add(file, failed.Token);
                        break;
                    case CheckoutItem.Link link:
                        links.Add(link);
                        break;
                    default:
                        others.Add(item);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // A writer failed; its exception comes below.
        }
        finally
        {
            files.CompleteAdding();
            await Task.WhenAll(writers);
        }

        foreach (CheckoutItem.Link link in links)
            File.CreateSymbolicLink(Target(link), link.Target);
        return others;
    }

    private string Target(CheckoutItem item) => item.To.Length == 0 ? place : Path.Combine(place, item.To);

    private void WriteFiles(BlockingCollection<CheckoutItem.File> files, CancellationTokenSource failed)
    {
        try
        {
            using var git = new Repository(repository);
            foreach (CheckoutItem.File file in files.GetConsumingEnumerable(failed.Token))
                Write(git, file);
        }
        catch
        {
            failed.Cancel();
            throw;
        }
    }

    private void Write(Repository git, CheckoutItem.File file)
    {
        Blob blob = git.Lookup<Blob>(file.Entry.Id)
            ?? throw new GitFault(
                GitReason.FetchFailed,
                $"the server didn't send the content of {file.Entry.Path}",
                "try again; if it stays so, the repository is damaged"
            );
        using Stream content = blob.GetContentStream();
        if (content.Length < 1024 && LargeFilePointer.Is(content))
            Interlocked.Increment(ref _largeFiles);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = file.Entry.Mode == Mode.ExecutableFile ? ReadWrite | Execute : ReadWrite,
        };
        using var stream = new FileStream(Target(file), options);
        content.CopyTo(stream, 256 * 1024);
    }
}
