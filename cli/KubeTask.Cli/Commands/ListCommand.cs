using System.CommandLine;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Cli.Output;
using KubeTask.Cli.Terminals;
using KubeTask.Cli.Words;
using KubeTask.Core.Api;

namespace KubeTask.Cli.Commands;

/// <summary>Lists objects once.</summary>
internal sealed class ListCommand : CliCommand
{
    private static readonly string[] s_phases =
    [
        TaskPhase.Pending,
        TaskPhase.Queued,
        TaskPhase.Running,
        TaskPhase.Completed,
        TaskPhase.Failed,
    ];

    private readonly Argument<string> _kind = new("KIND")
    {
        Description = "tasks, crontasks, agents, contexts or kubetaskconfigs; tasks unless set",
        DefaultValueFactory = _ => Kind.Task.Plural,
    };

    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "List the objects of all namespaces" };

    private readonly Option<string?> _selector = new("--selector", "-l")
    {
        Description = "Only objects with these labels",
        HelpName = "KEY=VALUE",
    };

    private readonly Option<string[]> _phase = new("--phase")
    {
        Description = $"Only Tasks in this phase ({string.Join(", ", s_phases)}); may be repeated",
        HelpName = "PHASE",
    };

    public ListCommand()
        : base(
            "list",
            "List Tasks, with their phase, queue position, tokens and cost",
            "QUEUE is the Task's position in the queue of its Agent. TOKENS and COST are the sum of all attempts, if "
                + "the agent reports them. "
                + "Tasks come in the order of their creation, so the newest is the last line.",
            ("kubectl kubetask list", "The Tasks of the namespace"),
            ("kubectl kubetask list -A --phase Running --phase Queued", "What runs or waits in all namespaces"),
            ("kubectl kubetask list crontasks", "The CronTasks, with their next due times"),
            ("kubectl kubetask list -l team=platform -o name", "Names for a script")
        )
    {
        _kind.CompletionSources.Add([.. Kind.All.Select(k => k.Plural)]);
        _phase.CompletionSources.Add(s_phases);
        _phase.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string[]>()?.Except(s_phases, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } wrong)
                result.AddError($"--phase: \"{wrong}\" is not a phase; write one of {string.Join(", ", s_phases)}");
        });
        Add(_kind);
        Add(_all);
        Add(_selector);
        Add(_phase);
        Add(
            OutputOption(
                "More columns, or the objects for a program",
                OutputFormat.Wide,
                OutputFormat.Json,
                OutputFormat.Yaml,
                OutputFormat.Name
            )
        );
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string word = invocation.Get(_kind)!;
        Kind kind = Kind.Find(word)
            ?? throw CliException.Usage(
                $"KIND: \"{word}\" is not a kind of KubeTask; write {string.Join(", ", Kind.All.SkipLast(1).Select(k => k.Plural))} or "
                    + Kind.All[^1].Plural
            );
        string[] phases = invocation.Get(_phase) ?? [];
        if (phases.Length > 0 && kind != Kind.Task)
            throw CliException.Usage($"--phase: only Tasks have a phase, not {kind.Plural}; leave it out");
        bool all = invocation.Get(_all);
        string collection = kind.Collection(all ? null : invocation.Namespace);
        if (invocation.Get(_selector) is { } selector)
            collection += $"?labelSelector={Uri.EscapeDataString(selector)}";
        List<JsonObject> items = (await invocation.Cluster.ListAsync(collection, cancellationToken)).Items;
        if (kind == Kind.Task)
            items = [.. items.Where(t => HasPhase(t, phases)).OrderBy(CreatedAt, StringComparer.Ordinal)];
        Print(invocation, kind, items, all);
        return ExitCodes.Ok;
    }

    private static void Print(Invocation invocation, Kind kind, List<JsonObject> items, bool all)
    {
        Terminal terminal = invocation.Terminal;
        if (invocation.Format is { } format and not OutputFormat.Wide)
        {
            ObjectPrinter.PrintAll(terminal.Out, format, items);
            return;
        }

        if (items.Count == 0)
        {
            terminal.Note($"There are no {kind.Name}s {(all ? "in any namespace" : $"in namespace {invocation.Namespace}")}.");
            return;
        }

        bool wide = invocation.Format is OutputFormat.Wide;
        TextTable table = Listings.Of(kind).Table(items, all, wide, invocation.Time.GetUtcNow());
        foreach (string line in table.Lines(terminal.OutputIsTerminal && !wide ? Terminal.Width : null, terminal.OutputHasColors))
            terminal.Out.WriteLine(line);
    }

    private static bool HasPhase(JsonObject task, string[] phases) =>
        phases.Length == 0 || phases.Contains((string?)task["status"]?["phase"] ?? TaskPhase.Pending, StringComparer.OrdinalIgnoreCase);

    private static string CreatedAt(JsonObject value) => (string?)value["metadata"]?["creationTimestamp"] ?? "";
}
