using System.CommandLine;
using System.Net;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Invocations;
using KubeTask.Cli.Terminals;
using KubeTask.Cli.Ui;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Cli.Commands;

/// <summary>Serves the console on this machine.</summary>
internal sealed class UiCommand : CliCommand
{
    private readonly Option<int?> _port = NumberOption.Create("--port", 0, "The port on 127.0.0.1; 0, or no option, takes a free one");

    private readonly Option<string?> _release = ReleaseOption.Create();

    public UiCommand()
        : base(
            "ui",
            "Show the console, a page in the browser, with the credentials of the kubeconfig",
            "A server on this machine, for this machine only, serves the page and adds the credentials, whatever they are: a token, a "
                + "certificate, a login plug-in, --as. The cluster's functions may sleep.\n\n"
                + "The address goes to the standard output. It has a secret that is new each time. Anyone who knows the whole address may "
                + "do what you may do, until Ctrl-C ends the command. A reload of the page forgets the secret: open the address again.",
            ("kubectl kubetask ui", "The Tasks of the namespace first; the page shows the others, too"),
            ("kubectl kubetask ui -n team-a --port 8099", "Another namespace first, and always the same port")
        )
    {
        Add(_port);
        Add(_release);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        int port = invocation.Get(_port) ?? 0;
        if (port > IPEndPoint.MaxPort)
            throw CliException.Usage($"--port: {port} is not a port; write a number from 0 to {IPEndPoint.MaxPort}");
        if (!UiServer.HasConsole)
            throw new CliException("this program was built without the console; run make console, then make publish-cli");
        await ReachAsync(invocation.Cluster, cancellationToken);
        string release = await ReleaseNamespace.FindAsync(invocation.Cluster, invocation.Get(_release), cancellationToken);
        Connection connection = invocation.Connection;
        await using UiServer server = await UiServer.StartAsync(connection, release, port, invocation.Time, cancellationToken);
        string user = connection.As is { } other ? $"{connection.Name} as {other}" : connection.Name;
        invocation.Terminal.Note(
            $"The console uses the credentials of {user}. Ctrl-C ends it. Anyone who has this address may use them:",
            Ink.Bold
        );
        await invocation.Terminal.Out.WriteLineAsync(server.AddressOf(invocation.Namespace).AsMemory(), cancellationToken);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, invocation.Time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how one leaves.
        }

        return ExitCodes.Ok;
    }

    /// <summary>Fails if the API server can't be reached, or doesn't know the user.</summary>
    private static async Task ReachAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.FindAsync("version", cancellationToken);
        }
        catch (ApiException e) when (e.Error.Code == HttpStatusCode.Forbidden)
        {
            // It knows the user, and lets few read its version.
        }
    }
}
