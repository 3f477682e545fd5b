using System.Globalization;
using System.Text.Json;

namespace KubeTask.Bench;

/// <summary>Pods as the Job controller creates them and as the kubelet reports them. No node runs them, and they name none.</summary>
internal static class PodManifests
{
    private const string Image = "registry.example.com/platform/service";
    private const string Digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    /// <summary>The pod of a Job, by its template.</summary>
    public static string OfJob(JsonElement job, string name)
    {
        JsonElement metadata = job.GetProperty("metadata"),
            template = job.GetProperty("spec").GetProperty("template"),
            labels = template.GetProperty("metadata").GetProperty("labels");
        string annotations = template.GetProperty("metadata").TryGetProperty("annotations", out JsonElement a) ? a.GetRawText() : "{}";
        string owner = metadata.GetProperty("name").GetString()!;
        return $$$"""
            {"metadata":{"name":"{{{name}}}","generateName":"{{{owner}}}-","labels":{{{labels.GetRawText()}}},
            "annotations":{{{annotations}}},"ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"{{{owner}}}",
            "uid":"{{{metadata.GetProperty("uid").GetString()}}}","controller":true,"blockOwnerDeletion":true}]},
            "spec":{{{template.GetProperty("spec").GetRawText()}}}
            }
            """;
    }

    public static string Running(DateTimeOffset at)
    {
        string status = Status("Running", ready: "True", at, at);
        string agent = Container("agent", "localhost/busybox:1", "true", $$$"""{"running":{"startedAt":"{{{Text(at)}}}"}}""");
        return "{" + $"\"status\":{{{status},\"containerStatuses\":[{agent}]}}" + "}";
    }

    public static string Succeeded(DateTimeOffset startedAt, DateTimeOffset at)
    {
        string state = $$$"""
            {"terminated":{"exitCode":0,"reason":"Completed","startedAt":"{{{Text(startedAt)}}}","finishedAt":"{{{Text(at)}}}",
            "containerID":"containerd://{{{Digest[7..]}}}"}}
            """;
        string status = Status("Succeeded", ready: "False", startedAt, at);
        return "{" + $"\"status\":{{{status},\"containerStatuses\":[{Container("agent", "localhost/busybox:1", "false", state)}]}}" + "}";
    }

    /// <summary>A pod of another application, with its server, a sidecar and what they commonly have.</summary>
    public static string Other(int number)
    {
        string name = OtherName(number);
        return $$$"""
            {"metadata":{"name":"{{{name}}}","labels":{"app.kubernetes.io/name":"service","app.kubernetes.io/instance":"{{{name}}}",
            "app.kubernetes.io/part-of":"platform","pod-template-hash":"5d4f8c7b9c","tier":"backend"},
            "annotations":{"prometheus.io/scrape":"true","prometheus.io/port":"9090"}},
            "spec":{"automountServiceAccountToken":false,"terminationGracePeriodSeconds":30,"containers":[
            {"name":"server","image":"{{{Image}}}:1.24.3","args":["--listen=:8080","--log-format=json"],
            "ports":[{"name":"http","containerPort":8080},{"name":"metrics","containerPort":9090}],
            "env":[{"name":"DATABASE_URL","value":"postgres://service@database.platform.svc:5432/service"},
            {"name":"CACHE_URL","value":"redis://cache.platform.svc:6379/0"},{"name":"LOG_LEVEL","value":"info"},
            {"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"} } }],
            "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},
            "readinessProbe":{"httpGet":{"path":"/readyz","port":8080},"periodSeconds":10}},
            {"name":"proxy","image":"{{{Image}}}-proxy:2.1.0"}]}}
            """;
    }

    public static string OtherName(int number) => string.Create(CultureInfo.InvariantCulture, $"service-5d4f8c7b9c-{number:d5}");

    public static string OtherRunning(DateTimeOffset at)
    {
        string running = $$$"""{"running":{"startedAt":"{{{Text(at)}}}"}}""";
        string server = Container("server", Image + ":1.24.3", "true", running),
            proxy = Container("proxy", Image + "-proxy:2.1.0", "true", running);
        return "{" + $"\"status\":{{{Status("Running", ready: "True", at, at)},\"containerStatuses\":[{server},{proxy}]}}" + "}";
    }

    private static string Status(string phase, string ready, DateTimeOffset startedAt, DateTimeOffset at) =>
        $$$"""
            "phase":"{{{phase}}}","hostIP":"10.0.0.7","podIP":"10.128.3.41","podIPs":[{"ip":"10.128.3.41"}],
            "startTime":"{{{Text(startedAt)}}}","conditions":[{{{Condition("Initialized", "True", startedAt)}}},
            {{{Condition("Ready", ready, at)}}},{{{Condition("ContainersReady", ready, at)}}},
            {{{Condition("PodScheduled", "True", startedAt)}}}]
            """;

    private static string Condition(string type, string status, DateTimeOffset at) =>
        $$$"""{"type":"{{{type}}}","status":"{{{status}}}","lastProbeTime":null,"lastTransitionTime":"{{{Text(at)}}}"}""";

    private static string Container(string name, string image, string ready, string state) =>
        $$$"""
            {"name":"{{{name}}}","image":"{{{image}}}","imageID":"{{{image}}}@{{{Digest}}}","containerID":"containerd://{{{Digest[7..]}}}",
            "ready":{{{ready}}},"started":{{{ready}}},"restartCount":0,"lastState":{},"state":{{{state}}}
            }
            """;

    private static string Text(DateTimeOffset time) => Manifests.Text(time);
}
