using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables.Printers;

internal sealed class NodePrinter : IPrinter
{
    private const string RolePrefix = "node-role.kubernetes.io/";
    private const string RoleLabel = "kubernetes.io/role";

    public ImmutableArray<Column> Columns { get; } =
    [
        Column.ObjectName,
        new("Status", "string", "The status of the node"),
        new("Roles", "string", "The roles of the node"),
        Column.Age,
        new("Version", "string", "Kubelet Version reported by the node."),
        new("Internal-IP", "string", "The node's address within the cluster.", 1),
        new("External-IP", "string", "The node's address outside the cluster.", 1),
        new("OS-Image", "string", "OS Image reported by the node from /etc/os-release.", 1),
        new("Kernel-Version", "string", "Kernel Version reported by the node from 'uname -r'.", 1),
        new("Container-Runtime", "string", "ContainerRuntime Version reported by the node through runtime remote API.", 1),
    ];

    public JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        JsonNode? node = obj.At("status", "nodeInfo");
        return
        [
            Tables.Cells.Name(obj),
            Status(obj),
            Roles(obj),
            Tables.Cells.Age(obj, now),
            node.At("kubeletVersion").Text(),
            Address(obj, "InternalIP"),
            Address(obj, "ExternalIP"),
            OrUnknown(node.At("osImage").Text()),
            OrUnknown(node.At("kernelVersion").Text()),
            OrUnknown(node.At("containerRuntimeVersion").Text()),
        ];
    }

    private static string Status(JsonObject node)
    {
        JsonObject? ready = node.At("status", "conditions").Objects().FirstOrDefault(static c => c["type"].Text() == "Ready");
        string status =
            ready is null ? "Unknown"
            : ready["status"].Text() == "True" ? "Ready"
            : "NotReady";
        return node.At("spec", "unschedulable").IsTrue() ? status + ",SchedulingDisabled" : status;
    }

    private static string Roles(JsonObject node)
    {
        JsonObject labels = node.At("metadata", "labels") as JsonObject ?? [];
        IOrderedEnumerable<string> roles = labels
            .Select(static l =>
                l.Key.StartsWith(RolePrefix, StringComparison.Ordinal) ? l.Key[RolePrefix.Length..]
                : l.Key == RoleLabel ? l.Value.Text()
                : ""
            )
            .Where(static r => r.Length > 0)
            .Order(StringComparer.Ordinal);
        return string.Join(',', roles).OrNone();
    }

    private static string Address(JsonObject node, string type) =>
        (node.At("status", "addresses").Objects().FirstOrDefault(a => a["type"].Text() == type)?["address"]).Text().OrNone();

    private static string OrUnknown(string text) => text.Length == 0 ? Tables.Cells.Unknown : text;
}
