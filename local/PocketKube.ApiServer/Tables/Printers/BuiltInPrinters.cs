using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PocketKube.ApiServer.Resources;

namespace PocketKube.ApiServer.Tables.Printers;

/// <summary>Printers of the kinds that Kubernetes itself brings.</summary>
internal static class BuiltInPrinters
{
    public static IPrinter For(ResourceDefinition resource) =>
        resource.QualifiedResource switch
        {
            "pods" => new PodPrinter(),
            "jobs.batch" => new JobPrinter(),
            "events" or "events.events.k8s.io" => new EventPrinter(),
            "nodes" => new NodePrinter(),
            "services" => new ServicePrinter(),
            "deployments.apps" => new DeploymentPrinter(),
            "configmaps" => new SimplePrinter([new("Data", "string", "How many keys there are.")], static o =>
                [o["data"].Count() + o["binaryData"].Count()]
            ),
            "secrets" => new SimplePrinter(
                [
                    new("Type", "string", "Used to facilitate programmatic handling of secret data."),
                    new("Data", "string", "How many keys there are."),
                ],
                static o => [o["type"].Text(), o["data"].Count()]
            ),
            "serviceaccounts" => new SimplePrinter([new("Secrets", "string", "How many Secrets its pods may use.")], static o =>
                [o["secrets"].Count()]
            ),
            "namespaces" => new SimplePrinter([new("Status", "string", "The status of the namespace")], static o =>
                [o.At("status", "phase").Text()]
            ),
            "leases.coordination.k8s.io" => new SimplePrinter(
                [new("Holder", "string", "The identity of the holder of the current lease.")],
                static o => [o.At("spec", "holderIdentity").Text()]
            ),
            _ => new CreatedAtPrinter(),
        };

    /// <summary>Name, some columns, age.</summary>
    private sealed class SimplePrinter(ImmutableArray<Column> columns, Func<JsonObject, JsonNode?[]> cells) : IPrinter
    {
        public ImmutableArray<Column> Columns { get; } = [Column.ObjectName, .. columns, Column.Age];

        public JsonArray Cells(JsonObject obj, DateTimeOffset now) => [Tables.Cells.Name(obj), .. cells(obj), Tables.Cells.Age(obj, now)];
    }

    /// <summary>What the API server shows of kinds that have no printer.</summary>
    private sealed class CreatedAtPrinter : IPrinter
    {
        public ImmutableArray<Column> Columns { get; } =
        [Column.ObjectName, new("Created At", "date", "The time when the object was created.")];

        public JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
            [Tables.Cells.Name(obj), obj.At("metadata", "creationTimestamp").Text()];
    }
}
