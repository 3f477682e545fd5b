using System.CommandLine;
using KubeTask.Cli.Clusters;
using KubeTask.Cli.Output;
using KubeTask.Cli.Terminals;
using KubeTask.Core;

namespace KubeTask.Cli.Invocations;

/// <summary>
/// One run of a command: what was written, where the output goes, and the cluster, which is opened when it is first needed.
/// </summary>
internal sealed class Invocation(ParseResult result, Terminal terminal, TimeProvider time) : IDisposable
{
    private Connection? _connection;
    private Cluster? _cluster;

    public Terminal Terminal { get; } = terminal;

    public TimeProvider Time { get; } = time;

    /// <exception cref="CliException">No cluster is configured.</exception>
    public Connection Connection => _connection ??= Connection.Find(ConnectionOptions.Read(result));

    /// <inheritdoc cref="Connection"/>
    public Cluster Cluster => _cluster ??= new Cluster(Connection, Time);

    public string Namespace => Connection.Namespace;

    /// <summary>Whether <c>-n</c> is given.</summary>
    public bool NamespaceIsSet => result.GetValue(ConnectionOptions.Namespace) is not null;

    /// <summary>The value of <c>-o</c>, or null.</summary>
    public string? Format => result.GetResult("--output") is null ? null : result.GetValue<string?>("--output");

    public T? Get<T>(Option<T> option) => result.GetValue(option);

    public T? Get<T>(Argument<T> argument) => result.GetValue(argument);

    /// <summary>The key of an object in the namespace of the command.</summary>
    public ObjectKey Key(string name) => new(Namespace, name);

    /// <summary>
    /// Writes what was done to an object: by <c>-o</c>, or as kubectl says it, such as <c>task.kubetask.io/hello created</c>.
    /// </summary>
    public void PrintDone(System.Text.Json.Nodes.JsonObject value, string done)
    {
        if (Format is { } format)
            ObjectPrinter.Print(Terminal.Out, format, value);
        else
            Terminal.Out.WriteLine($"{ObjectPrinter.NameOf(value)} {done}");
    }

    public void Dispose() => _cluster?.Dispose();
}
