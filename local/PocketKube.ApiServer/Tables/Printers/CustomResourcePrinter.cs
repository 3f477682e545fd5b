using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kubernetes.Yaml;
using PocketKube.ApiServer.Resources;

namespace PocketKube.ApiServer.Tables.Printers;

/// <summary>Custom resources, by the <c>additionalPrinterColumns</c> of their definition.</summary>
internal sealed class CustomResourcePrinter : IPrinter
{
    private static readonly PrinterColumn s_defaultAge = new(
        "Age",
        "date",
        ".metadata.creationTimestamp",
        Description: Column.Age.Description
    );

    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ImmutableArray<(string Type, JsonPath? Path)> _cells;

    public CustomResourcePrinter(ImmutableArray<PrinterColumn> columns)
    {
        columns = columns.IsDefaultOrEmpty ? [s_defaultAge] : columns;
        Columns = [Column.ObjectName, .. columns.Select(static c => new Column(c.Name, c.Type, Description(c), c.Priority, c.Format))];
        _cells = [.. columns.Select(static c => (c.Type, JsonPath.TryParse(c.JsonPath)))];
    }

    public ImmutableArray<Column> Columns { get; }

    public JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
        [Tables.Cells.Name(obj), .. _cells.Select(cell => Cell(cell.Type, cell.Path?.Find(obj).FirstOrDefault(), now))];

    private static string Description(PrinterColumn column) =>
        column.Description.Length > 0 ? column.Description : $"Custom resource definition column (in JSONPath format): {column.JsonPath}";

    // A value of another type than the column's shows as nothing, and so does a missing one.
    private static JsonNode? Cell(string type, JsonNode? value, DateTimeOffset now) =>
        (type, value?.GetValueKind()) switch
        {
            (_, null or JsonValueKind.Null) => null,
            ("string", _) => Text(value!),
            ("integer", JsonValueKind.Number) => Whole(value!),
            ("number", JsonValueKind.Number) => value!.DeepClone(),
            ("boolean", JsonValueKind.True or JsonValueKind.False) => value!.DeepClone(),
            ("date", JsonValueKind.String) => value.Time() is { } time ? HumanDuration.Format(now - time) : "<invalid>",
            _ => null,
        };

    private static JsonNode? Whole(JsonNode value) =>
        double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && Math.Abs(number) < long.MaxValue
            ? value.Number() ?? (long)number
            : null;

    // Lists and objects show as Go writes them: keys in order, and what HTML minds escaped.
    private static string Text(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : KeyOrder.Sorted(new() { ["v"] = value.DeepClone() })["v"]!
                .ToJsonString(s_relaxed)
                .Replace("<", @"\u003c", StringComparison.Ordinal)
                .Replace(">", @"\u003e", StringComparison.Ordinal)
                .Replace("&", @"\u0026", StringComparison.Ordinal);
}
