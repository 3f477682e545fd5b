using System.Globalization;

namespace KubeTask.Bench;

/// <summary>The objects that are created, as KubeTask's users and the Job controller write them.</summary>
internal static class Manifests
{
    public static string Namespace(string name) => $$$"""{"metadata":{"name":"{{{name}}}"}}""";

    public static string Agent() =>
        """
            {"apiVersion":"kubetask.io/v1alpha1","kind":"Agent","metadata":{"name":"default"},"spec":{"agentImage":"localhost/busybox:1",
            "imagePullPolicy":"Never",
            "serviceAccountName":"default","command":["true"],"contexts":[{"name":"standards"}]}}
            """;

    public static string Context() =>
        """
            {"apiVersion":"kubetask.io/v1alpha1","kind":"Context","metadata":{"name":"standards"},"spec":{"type":"Inline",
            "inline":{"content":"Use descriptive names.\n"}}}
            """;

    public static string Task(string name) =>
        $$$"""
            {"apiVersion":"kubetask.io/v1alpha1","kind":"Task","metadata":{"name":"{{{name}}}"},
            "spec":{"description":"Update dependencies to latest versions.\n"}}
            """;

    public static string CronTask(string name, DateTimeOffset due) =>
        $$$$"""
            {"apiVersion":"kubetask.io/v1alpha1","kind":"CronTask","metadata":{"name":"{{{{name}}}}"},
            "spec":{"schedule":"{{{{due.Minute}}}} {{{{due.Hour}}}} * * *","timeZone":"Etc/UTC",
            "taskTemplate":{"spec":{"description":"Update dependencies to latest versions.\n"}}
            }}
            """;

    /// <summary>What the Job controller writes when it has created the pod.</summary>
    public static string JobActive(DateTimeOffset now) => Status($"\"active\":1,\"startTime\":\"{Text(now)}\"");

    /// <summary>What the Job controller writes at the end.</summary>
    public static string JobComplete(DateTimeOffset now) =>
        Status(
            $$$"""
            "active":null,"succeeded":1,"completionTime":"{{{Text(
                now
            )}}}","conditions":[{"type":"Complete","status":"True","lastProbeTime":"{{{Text(now)}}}","lastTransitionTime":"{{{Text(
                now
            )}}}"}]
            """
        );

    private static string Status(string fields) => "{\"status\":{" + fields + "}}";

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
