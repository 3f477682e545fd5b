using System.CommandLine;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Cli.Terminals;
using KubeTask.Cli.Top;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Commands;

/// <summary>Shows Tasks as they change.</summary>
internal sealed class TopCommand : CliCommand
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);
    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "Show the Tasks of all namespaces" };
    private readonly Option<bool> _once = new("--once") { Description = "Show them once, and end" };

    public TopCommand()
        : base(
            "top",
            "Show Tasks live: phase, queue position, tokens, cost and age",
            "Tasks that run come first, then those that wait, then those that ended within the last ten minutes. The table changes as the "
                + "Tasks do; Ctrl-C ends it. In a pipe it is shown once.",
            ("kubectl kubetask top", "The Tasks of the namespace"),
            ("kubectl kubetask top -A", "The Tasks of all namespaces")
        )
    {
        Add(_all);
        Add(_once);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        bool all = invocation.Get(_all);
        string collection = Kind.Task.Collection(all ? null : invocation.Namespace);
        Terminal terminal = invocation.Terminal;
        if (!terminal.OutputIsTerminal || invocation.Get(_once))
        {
            List<JsonObject> items = (await invocation.Cluster.ListAsync(collection, cancellationToken)).Items;
            foreach (string line in Lines(invocation, [.. items.Select(Read)], all))
                await terminal.Out.WriteLineAsync(line.AsMemory(), cancellationToken);
            return ExitCodes.Ok;
        }

        try
        {
            await new LiveScreen(terminal).RunAsync(show => ShowAsync(invocation, collection, all, show, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how one leaves.
        }

        return ExitCodes.Ok;
    }

    /// <summary>Shows the Tasks after each change, and each second, because they grow older.</summary>
    private static async Task ShowAsync(
        Invocation invocation,
        string collection,
        bool all,
        Action<IReadOnlyList<string>> show,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var known = new Dictionary<string, (string Version, V1Alpha1Task Task)>(StringComparer.Ordinal);
        var watch = new ObjectWatch(invocation.Cluster, collection, invocation.Time);
        using var ticks = new PeriodicTimer(s_tick, invocation.Time);
        await using IAsyncEnumerator<IReadOnlyDictionary<string, JsonObject>> states = watch
            .StatesAsync(stop.Token)
            .GetAsyncEnumerator(stop.Token);
        Task<bool> changing = states.MoveNextAsync().AsTask();
        Task<bool> ticking = ticks.WaitForNextTickAsync(cancellationToken).AsTask();
        try
        {
            while (true)
            {
                await Task.WhenAny(changing, ticking);
                if (changing.IsCompleted)
                {
                    await changing;
                    Update(known, states.Current);
                    changing = states.MoveNextAsync().AsTask();
                }

                if (ticking.IsCompleted)
                {
                    await ticking;
                    ticking = ticks.WaitForNextTickAsync(cancellationToken).AsTask();
                }

                show([.. Lines(invocation, [.. known.Values.Select(k => k.Task)], all).Take(Terminal.Height - 1)]);
            }
        }
        finally
        {
            // The watch must not be awaited any more when it is disposed of.
            await stop.CancelAsync();
            await ((Task)changing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the objects that have changed.</summary>
    private static void Update(Dictionary<string, (string Version, V1Alpha1Task Task)> known, IReadOnlyDictionary<string, JsonObject> state)
    {
        foreach (string gone in known.Keys.Where(u => !state.ContainsKey(u)).ToArray())
            known.Remove(gone);
        foreach ((string uid, JsonObject value) in state)
        {
            string version = (string?)value["metadata"]?["resourceVersion"] ?? "";
            if (!known.TryGetValue(uid, out (string Version, V1Alpha1Task Task) old) || old.Version != version)
                known[uid] = (version, Read(value));
        }
    }

    private static IEnumerable<string> Lines(Invocation invocation, IReadOnlyList<V1Alpha1Task> tasks, bool all)
    {
        Terminal terminal = invocation.Terminal;
        DateTimeOffset now = invocation.Time.GetUtcNow();
        int? width = terminal.OutputIsTerminal ? Terminal.Width : null;
        IReadOnlyList<V1Alpha1Task> shown = TopView.Shown(tasks, now);
        // A program reads the table alone.
        if (terminal.OutputIsTerminal)
        {
            string summary = TopView.Summary(tasks);
            yield return (summary.Length > width ? summary[..width.Value] : summary).Paint(Ink.Bold, terminal.OutputHasColors);
            yield return "";
        }

        foreach (string line in TopView.Table(shown, all, now).Lines(width, terminal.OutputHasColors))
            yield return line;
    }

    private static V1Alpha1Task Read(JsonObject value) => Cluster.As(value, ApiJson.Default.V1Alpha1Task);
}
