using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PocketKube.ApiServer.Tables;

namespace KubeTask.Local.Tests.Tables;

/// <summary>Tables that a real kube-apiserver (1.20) answered, object and cells; ours must show the same.</summary>
public sealed class RecordedTablesTests
{
    // Since 1.26 a Job's row has a status, and since 1.22 restarts are a text that also says when.
    private const string NewerColumn = "Status";

    public static TheoryData<string> Files =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Tables", "Recorded"))
                .Select(static f => Path.GetFileNameWithoutExtension(f))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Table_cells_equal_those_of_a_real_server(string resource)
    {
        (JsonNode? expected, JsonNode? actual) = Both(resource);
        JsonArray rows = expected["rows"]!.AsArray();

        Assert.NotEmpty(rows);
        Assert.Equal(
            rows.Select(r => Text(r!, Headings(expected), expected)),
            actual["rows"]!.AsArray().Select(r => Text(r!, Headings(actual), expected))
        );
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Table_columns_equal_those_of_a_real_server(string resource)
    {
        (JsonNode? expected, JsonNode? actual) = Both(resource);

        Assert.Equal(
            expected["columns"]!.AsArray().Select(static c => $"{c!["name"]} {c["format"]} {c["priority"]}"),
            actual["columns"]!.AsArray().Where(c => Known(c!, expected)).Select(static c => $"{c!["name"]} {c["format"]} {c["priority"]}")
        );
        Assert.All(actual["columns"]!.AsArray(), static c => Assert.NotEqual("", (string)c!["description"]!));
    }

    private static (JsonNode Expected, JsonNode Actual) Both(string resource)
    {
        JsonNode expected = JsonNode.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Tables", "Recorded", resource + ".json"))
        )!;
        var clock = new FakeTimeProvider(DateTimeOffset.Parse((string)expected["at"]!, System.Globalization.CultureInfo.InvariantCulture));
        var objects = expected["rows"]!.AsArray().Select(static r => r!["object"]!.AsObject()).ToList();
        JsonObject table = new TableRenderer(clock).Render(Definitions.Named(resource), objects, null, includeHeaders: true, "None", "v1");
        return (expected, new JsonObject { ["columns"] = table["columnDefinitions"]!.DeepClone(), ["rows"] = table["rows"]!.DeepClone() });
    }

    private static List<string> Headings(JsonNode table) => [.. table["columns"]!.AsArray().Select(static c => (string)c!["name"]!)];

    private static bool Known(JsonNode column, JsonNode expected) =>
        (string?)column["name"] != NewerColumn || Headings(expected).Contains(NewerColumn);

    private static string Text(JsonNode row, List<string> headings, JsonNode expected)
    {
        IEnumerable<string> cells = row["cells"]!
            .AsArray()
            .Select((cell, i) => (Heading: headings[i], Cell: cell))
            .Where(c => c.Heading != NewerColumn || Headings(expected).Contains(NewerColumn))
            .Select(static c => c.Heading == "Restarts" ? $"\"{c.Cell!.ToString().Split(' ')[0]}\"" : c.Cell?.ToJsonString() ?? "null");
        return string.Join(' ', cells) + row["conditions"]?.ToJsonString();
    }
}
