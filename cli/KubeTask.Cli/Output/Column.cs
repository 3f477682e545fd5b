using System.Text.Json.Nodes;

namespace KubeTask.Cli.Output;

/// <summary>A column of a list.</summary>
/// <param name="Title">In capitals, as kubectl has it.</param>
/// <param name="Text">What it shows of an object.</param>
/// <param name="Wide">Whether only <c>-o wide</c> shows it.</param>
internal sealed record Column<T>(string Title, Func<T, Cell> Text, bool Wide = false);

/// <summary>How a kind of object is listed.</summary>
internal interface IListing
{
    /// <summary>The table of the objects.</summary>
    /// <param name="values">The objects.</param>
    /// <param name="namespaces">Whether their namespaces are shown.</param>
    /// <param name="wide">Whether all columns are shown.</param>
    /// <param name="now">The time.</param>
    TextTable Table(IReadOnlyList<JsonObject> values, bool namespaces, bool wide, DateTimeOffset now);
}
