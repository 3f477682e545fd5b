using System.CommandLine;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Doctor;
using KubeTask.Cli.Invocations;
using KubeTask.Cli.Output;
using KubeTask.Cli.Terminals;
using KubeTask.Core.Validation;

namespace KubeTask.Cli.Commands;

/// <summary>Checks whether KubeTask can work in the cluster.</summary>
internal sealed class DoctorCommand : CliCommand
{
    private readonly Option<string?> _release = ReleaseOption.Create();

    public DoctorCommand()
        : base(
            "doctor",
            "Check whether KubeTask can work in the cluster, and say what to do if not",
            "Each line is ok, wrong (with what to do), a note, or unknown because you have no right to look. The exit code is "
                + $"{ExitCodes.Error} if a line is wrong.",
            ("kubectl kubetask doctor", "Check the cluster and the namespace of the kubeconfig"),
            ("kubectl kubetask doctor -n team-a --release-namespace kubetask", "Check for another namespace and another release")
        )
    {
        Add(_release);
        Add(OutputOption("Print the findings for a program", OutputFormat.Json, OutputFormat.Yaml));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        bool print = invocation.Format is null;
        await foreach (Finding finding in FindAsync(invocation, cancellationToken).WithCancellation(cancellationToken))
        {
            findings.Add(finding);
            if (print)
                Print(invocation.Terminal, finding);
        }

        if (!print)
            ObjectPrinter.Print(invocation.Terminal.Out, invocation.Format!, ToJson(findings));
        int wrong = findings.Count(f => f.Outcome == Outcome.Wrong);
        if (wrong > 0)
            invocation.Terminal.Note($"{(wrong == 1 ? "1 line is" : $"{wrong} lines are")} wrong.", Ink.Bad);
        return wrong > 0 ? ExitCodes.Error : ExitCodes.Ok;
    }

    private async IAsyncEnumerable<Finding> FindAsync(
        Invocation invocation,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        Cluster cluster = invocation.Cluster;
        string ns = invocation.Namespace;
        yield return Finding.Ok("kubeconfig", $"context {invocation.Connection.Name}, namespace {ns}");
        yield return await ClusterCheck.ServerAsync(cluster, cancellationToken);
        foreach (Kind kind in Kind.All)
            yield return await CrdCheck.RunAsync(cluster, kind, cancellationToken);
        foreach (Finding right in await AccessCheck.OwnAsync(cluster, ns, cancellationToken))
            yield return right;
        string release = await ReleaseNamespace.FindAsync(cluster, invocation.Get(_release), cancellationToken);
        foreach (Finding part in await PartsCheck.RunAsync(cluster, release, cancellationToken))
            yield return part;
        foreach (string part in (string[])["scaler", "functions"])
            yield return await AccessCheck.OfPartAsync(cluster, part, release, cancellationToken);
        yield return await ClusterCheck.AgentAsync(cluster, ns, cancellationToken);
    }

    private static void Print(Terminal terminal, Finding finding)
    {
        const int Outcomes = 7;
        const int Topics = 22;
        bool colors = terminal.OutputHasColors;
        string message = OneLine.Of(finding.Message);
        string[] lines = terminal.OutputIsTerminal
            ? [.. Paragraphs.Wrap(message, Math.Max(40, Terminal.Width - Outcomes - Topics - 2))]
            : [message];
        string outcome = Word(finding.Outcome).PadRight(Outcomes).Paint(InkOf(finding.Outcome), colors);
        terminal.Out.WriteLine($"{outcome} {finding.Topic.PadRight(Topics)} {lines[0]}");
        foreach (string line in lines[1..])
            terminal.Out.WriteLine(new string(' ', Outcomes + Topics + 2) + line);
    }

    private static string Word(Outcome outcome) => outcome.ToString().ToLowerInvariant();

    private static Ink InkOf(Outcome outcome) =>
        outcome switch
        {
            Outcome.Ok => Ink.Good,
            Outcome.Wrong => Ink.Bad,
            _ => Ink.Waiting,
        };

    private static JsonObject ToJson(IEnumerable<Finding> findings) =>
        new()
        {
            ["findings"] = new JsonArray([
                .. findings.Select(f => new JsonObject
                {
                    ["topic"] = f.Topic,
                    ["outcome"] = Word(f.Outcome),
                    ["message"] = f.Message,
                }),
            ]),
        };
}
