using System.CommandLine;
using System.Runtime.CompilerServices;

namespace KubeTask.Cli.Invocations;

/// <summary>What the names of an argument or option come from in the cluster, for completion.</summary>
internal enum NameSource
{
    Tasks,
    RunningTasks,
    EndedTasks,
    CronTasks,
    Agents,
    Contexts,
    Namespaces,
    KubeContexts,
    KubeClusters,
    KubeUsers,
    Files,
}

/// <summary>Remembers which arguments and options take names of the cluster.</summary>
internal static class LiveNames
{
    private static readonly ConditionalWeakTable<Symbol, object> s_sources = [];

    public static T Of<T>(this T symbol, NameSource source)
        where T : Symbol
    {
        s_sources.Add(symbol, source);
        return symbol;
    }

    public static NameSource? SourceOf(Symbol symbol) => s_sources.TryGetValue(symbol, out object? source) ? (NameSource)source : null;
}
