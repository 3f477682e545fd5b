using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables.Printers;

internal sealed class ServicePrinter : IPrinter
{
    public ImmutableArray<Column> Columns { get; } =
    [
        Column.ObjectName,
        new("Type", "string", "Determines how the Service is exposed."),
        new("Cluster-IP", "string", "The address of the service within the cluster."),
        new("External-IP", "string", "Addresses of the service outside the cluster."),
        new("Port(s)", "string", "The list of ports that are exposed by this service."),
        Column.Age,
        new("Selector", "string", "Route service traffic to pods with label keys and values matching this selector.", 1),
    ];

    public JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        JsonNode? spec = obj["spec"];
        return
        [
            Tables.Cells.Name(obj),
            spec.At("type").Text(),
            spec.At("clusterIP").Text().OrNone(),
            External(obj),
            string.Join(',', spec.At("ports").Objects().Select(Port)).OrNone(),
            Tables.Cells.Age(obj, now),
            Tables.Cells.Labels(spec.At("selector")),
        ];
    }

    private static string Port(JsonObject port)
    {
        long nodePort = port["nodePort"].Number() ?? 0;
        string protocol = port["protocol"].Text() is { Length: > 0 } p ? p : "TCP";
        return nodePort > 0 ? $"{port["port"].Number()}:{nodePort}/{protocol}" : $"{port["port"].Number()}/{protocol}";
    }

    private static string External(JsonObject service)
    {
        JsonNode? spec = service["spec"];
        IEnumerable<string> addresses = (spec.At("externalIPs") as JsonArray ?? []).Select(static a => a.Text());
        switch (spec.At("type").Text())
        {
            case "ExternalName":
                return spec.At("externalName").Text();
            case "LoadBalancer":
                IEnumerable<string> ingress = service
                    .At("status", "loadBalancer", "ingress")
                    .Objects()
                    .Select(static i => i["ip"].Text() is { Length: > 0 } ip ? ip : i["hostname"].Text());
                return string.Join(',', ingress.Concat(addresses)) is { Length: > 0 } all ? all : "<pending>";
            default:
                return string.Join(',', addresses).OrNone();
        }
    }
}
