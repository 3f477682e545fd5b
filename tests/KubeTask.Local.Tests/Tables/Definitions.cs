using PocketKube.ApiServer.Resources;

namespace KubeTask.Local.Tests.Tables;

internal static class Definitions
{
    private static readonly PrinterColumn[] s_probe =
    [
        new("List", "string", ".spec.list"),
        new("All", "string", ".spec.list[*].name"),
        new("One", "string", ".spec.list[1].name"),
        new("Last", "string", ".spec.list[-1:].name"),
        new("LastI", "string", ".spec.list[-1].name"),
        new("OutOf", "string", ".spec.list[9].name"),
        new("Filter", "string", ".spec.list[?(@.name==\"b\")].v"),
        new("FilterSq", "string", ".spec.list[?(@.name=='b')].v"),
        new("FilterGt", "string", ".spec.list[?(@.v>1)].name"),
        new("FilterHas", "string", ".spec.list[?(@.w)].name"),
        new("Map", "string", ".spec.map"),
        new("Key", "string", ".metadata.annotations.a\\.b/c"),
        new("Key2", "string", ".metadata.annotations['a.b/c']"),
        new("Key3", "string", ".metadata.annotations['a\\.b/c']"),
        new("Bool", "boolean", ".spec.bool"),
        new("BoolS", "string", ".spec.bool"),
        new("Int", "integer", ".spec.float"),
        new("Num", "number", ".spec.int"),
        new("IntS", "string", ".spec.int"),
        new("FloatS", "string", ".spec.float"),
        new("BigS", "string", ".spec.big"),
        new("StrI", "integer", ".spec.str"),
        new("Date", "date", ".spec.date"),
        new("BadDate", "date", ".spec.str"),
        new("Future", "date", ".spec.future"),
        new("Null", "string", ".spec.null"),
        new("Empty", "string", ".spec.empty"),
        new("Braces", "string", ".spec.str"),
        new("Dollar", "string", ".spec"),
    ];

    private static readonly PrinterColumn[] s_task =
    [
        new("Phase", "string", ".status.phase"),
        new("Agent", "string", ".spec.agentRef"),
        new("Job", "string", ".status.jobName"),
        new("Age", "date", ".metadata.creationTimestamp"),
        new("Exit", "integer", ".status.exitCode", Priority: 1),
        new("Message", "string", ".status.message", Priority: 1),
    ];

    /// <summary>A definition by its qualified resource; a custom one where columns are known for it.</summary>
    public static ResourceDefinition Named(string qualified) =>
        qualified switch
        {
            "probes.sample.example" => Custom(qualified, s_probe),
            "tasks.kubetask.io" => Custom(qualified, s_task),
            _ => Of(qualified) with { Model = typeof(object) },
        };

    public static ResourceDefinition Custom(string qualified, params PrinterColumn[] columns) =>
        Of(qualified) with
        {
            PrinterColumns = [.. columns],
        };

    private static ResourceDefinition Of(string qualified)
    {
        string[] parts = qualified.Split('.', 2);
        return new()
        {
            Group = parts.Length == 2 ? parts[1] : "",
            Version = "v1",
            Plural = parts[0],
            Singular = parts[0],
            Kind = parts[0],
            Namespaced = true,
        };
    }
}
