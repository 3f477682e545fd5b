using System.Globalization;
using KubeTask.Git;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Fetching;

/// <summary>Fetches all repositories, several at once, within the time limit.</summary>
internal sealed class FetchRun(FetchFrame frame, FetchWork work)
{
    private const int AtOnce = 4;

    /// <summary>Returns how it ended. If one fails, the others are given up.</summary>
    public async Task<FetchReport> RunAsync(CancellationToken stop)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(work.TimeoutSeconds));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        using var slots = new SemaphoreSlim(AtOnce);
        (string? Commit, GitFault? Fault)[] ends = await Task.WhenAll(
            work.Repositories.Select((w, i) => Task.Run(() => OneAsync(w, i, slots, ending, late.Token), CancellationToken.None))
        );
        int failed = Array.FindIndex(ends, e => e.Fault is not null);
        if (failed >= 0)
        {
            string message = $"Context {work.Repositories[failed].Context}: {ends[failed].Fault!.Message}";
            return new FetchReport { Reason = ends[failed].Fault!.Reason, Message = frame.Log.OneLine(message) };
        }

        if (Array.Exists(ends, e => e.Commit is null))
            return new FetchReport { Reason = GitReason.FetchFailed, Message = "The fetch was stopped; start it again" };
        return new FetchReport
        {
            Contexts = [.. ends.Select((e, i) => new CheckedOut { Context = work.Repositories[i].Context, Commit = e.Commit! })],
        };
    }

    private async Task<(string? Commit, GitFault? Fault)> OneAsync(
        RepositoryWork one,
        int number,
        SemaphoreSlim slots,
        CancellationTokenSource ending,
        CancellationToken late
    )
    {
        try
        {
            await slots.WaitAsync(ending.Token);
            try
            {
                return (await new ContextFetch(frame, one, number).RunAsync(ending.Token), null);
            }
            finally
            {
                slots.Release();
            }
        }
        catch (GitFault e)
        {
            frame.Log.Line(one.Context, $"{e.Reason}: {e.Message}");
            await ending.CancelAsync();
            return (null, e);
        }
        catch (Exception e) when (late.IsCancellationRequested)
        {
            string limit = string.Create(CultureInfo.InvariantCulture, $"it isn't there within the time limit of {work.TimeoutSeconds} s");
            var fault = new GitFault(
                GitReason.Unreachable,
                limit,
                "check the server and the network, raise spec.git.timeoutSeconds of the KubeTaskConfig, or fetch less",
                inner: e
            );
            frame.Log.Line(one.Context, $"{fault.Reason}: {fault.Message}");
            return (null, fault);
        }
        catch (Exception e) when (e is not GitFault && ending.IsCancellationRequested)
        {
            // Whatever it was doing failed because it was given up.
            frame.Log.Line(one.Context, "given up, as another Context failed or the container is being stopped");
            return (null, null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var fault = new GitFault(
                GitReason.FetchFailed,
                $"{e.GetType().Name}: {e.Message}",
                "report this fault of kubetask-init",
                inner: e
            );
            frame.Log.Line(one.Context, e.ToString());
            await ending.CancelAsync();
            return (null, fault);
        }
    }
}
