using System.Text.Json.Nodes;

namespace KubeTask.Cli.Output;

/// <summary>A list of objects of one type, by columns.</summary>
/// <param name="read">Reads an object.</param>
/// <param name="columns">The columns after the name, at a time.</param>
internal sealed class Listing<T>(Func<JsonObject, T> read, Func<DateTimeOffset, IReadOnlyList<Column<T>>> columns) : IListing
{
    /// <inheritdoc/>
    public TextTable Table(IReadOnlyList<JsonObject> values, bool namespaces, bool wide, DateTimeOffset now)
    {
        Column<T>[] shown = [.. columns(now).Where(c => wide || !c.Wide)];
        string[] header = [.. namespaces ? ["NAMESPACE"] : Array.Empty<string>(), "NAME", .. shown.Select(c => c.Title)];
        return new TextTable(header, [.. values.Select(v => Row(v, shown, namespaces))]);
    }

    private Cell[] Row(JsonObject value, Column<T>[] shown, bool namespaces)
    {
        T item = read(value);
        Cell name = (string?)value["metadata"]?["name"] ?? "";
        Cell ns = (string?)value["metadata"]?["namespace"] ?? "";
        return [.. namespaces ? [ns] : Array.Empty<Cell>(), name, .. shown.Select(c => c.Text(item))];
    }
}
