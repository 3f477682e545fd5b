using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PocketKube.Node.Watching;

namespace PocketKube.Node.Scheduling;

/// <summary>The node's own object: made at the start, and as others label, taint or cordon it.</summary>
internal sealed class NodeRegistration(string name, Arrivals arrivals)
{
    private volatile V1Node? _current;

    /// <summary>For <see cref="Arrivals.Next"/>: a change of the node.</summary>
    public ObjectReference Reference { get; } = new("Node", "", name);

    public void Observe(ObjectChange change, V1Node node)
    {
        if (node.Metadata.Name != name)
            return;
        _current = change == ObjectChange.Deleted ? null : node;
        arrivals.Changed(Reference);
    }

    /// <inheritdoc cref="NodeFit.Unfit"/>
    public string? Unfit(V1Pod pod) => NodeFit.Unfit(pod, _current);

    /// <summary>Makes the object, unless it is there from before, and reports that the node is ready.</summary>
    public async Task RegisterAsync(k8s.Kubernetes client, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await client.CoreV1.CreateNodeAsync(
                new V1Node
                {
                    Metadata = new()
                    {
                        Name = name,
                        Labels = new Dictionary<string, string>
                        {
                            ["kubernetes.io/arch"] = ArchitectureLabel(),
                            ["kubernetes.io/hostname"] = name,
                            ["kubernetes.io/os"] =
                                OperatingSystem.IsWindows() ? "windows"
                                : OperatingSystem.IsMacOS() ? "darwin"
                                : "linux",
                        },
                    },
                },
                cancellationToken: cancellationToken
            );
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            // As a kubelet that starts again: what others have set on the object stays.
        }
        await client.CoreV1.PatchNodeStatusAsync(
            new V1Patch(Ready(time).ToJsonString(), V1Patch.PatchType.StrategicMergePatch),
            name,
            cancellationToken: cancellationToken
        );
    }

    private static JsonObject Ready(TimeProvider time)
    {
        string? now = Timestamp.Format(time.GetUtcNow().UtcDateTime);
        return new()
        {
            ["status"] = new JsonObject
            {
                ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = NodeAddress.Loopback }),
                ["conditions"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "Ready",
                        ["status"] = "True",
                        ["reason"] = "KubeletReady",
                        ["message"] = "the local node runs pods as processes",
                        ["lastHeartbeatTime"] = now,
                        ["lastTransitionTime"] = now,
                    }
                ),
            },
        };
    }

    private static string ArchitectureLabel() =>
        RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "amd64",
            var other => other.ToString().ToLowerInvariant(),
        };
}
