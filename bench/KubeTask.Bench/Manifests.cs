using System.Globalization;

namespace KubeTask.Bench;

/// <summary>The objects that are created, as KubeTask's users and KubeTask itself write them.</summary>
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

    public static string ConfigMap(string name) =>
        $$$"""
            {"metadata":{"name":"{{{name}}}-context","labels":{"app":"kubetask"}},"immutable":true,
            "data":{"workspace-task.md":"Update dependencies to latest versions.\n\nUse descriptive names.\n"}}
            """;

    public static string Event(string ns, string task, string reason) =>
        $$$"""
            {"metadata":{"name":"{{{task}}}.{{{reason.ToLowerInvariant()}}}"},"involvedObject":{"apiVersion":"kubetask.io/v1alpha1",
            "kind":"Task","namespace":"{{{ns}}}","name":"{{{task}}}"},
            "reason":"{{{reason}}}","message":"Job {{{task}}}-job created","type":"Normal","source":{"component":"kubetask"}}
            """;

    /// <summary>As large as the one that KubeTask makes.</summary>
    public static string Job(string name) =>
        $$$$"""
            {"metadata":{"name":"{{{{name}}}}-job","labels":{"app":"kubetask","app.kubernetes.io/managed-by":"kubetask",
            "kubetask.io/task":"{{{{name}}}}","kubetask.io/agent":"default"}},
            "spec":{"backoffLimit":0,"template":{"metadata":{"labels":{"app":"kubetask","kubetask.io/task":"{{{{name}}}}"}},
            "spec":{"restartPolicy":"Never","serviceAccountName":"default",
            "volumes":[{"name":"workspace","emptyDir":{}},{"name":"context-files","configMap":{"name":"{{{{name}}}}-context",
            "items":[{"key":"workspace-task.md","path":"workspace-task.md"}]}}],
            "containers":[{"name":"agent","image":"localhost/busybox:1","imagePullPolicy":"Never","command":["true"],
            "terminationMessagePolicy":"FallbackToLogsOnError",
            "env":[{"name":"TASK_NAME","value":"{{{{name}}}}"},{"name":"TASK_NAMESPACE","value":"bench"},{"name":"WORKSPACE_DIR",
            "value":"/workspace"}],
            "securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"seccompProfile":{"type":"RuntimeDefault"}},
            "volumeMounts":[{"name":"workspace","mountPath":"/workspace"},{"name":"context-files","mountPath":"/workspace/task.md",
            "subPath":"workspace-task.md","readOnly":true}]}]}
            }}}
            """;

    public static string Running(string name, DateTimeOffset now) =>
        Status(
            $$$"""
            "phase":"Running","jobName":"{{{name}}}-job","agent":{"name":"default","image":"localhost/busybox:1"},"startTime":"{{{Text(
                now
            )}}}","observedGeneration":1,
            "message":"Job {{{name}}}-job runs the agent","conditions":[{{{Condition("Accepted", now)}}},{{{Condition(
                "ContextsResolved",
                now
            )}}},{{{Condition("Started", now)}}},{{{Condition("Complete", now)}}},{{{Condition("Ready", now)}}},{{{Condition(
                "Reconciling",
                now
            )}}}]
            """
        );

    public static string Ended(DateTimeOffset now) =>
        Status(
            $$$"""
            "phase":"Completed","completionTime":"{{{Text(now)}}}","observedGeneration":1,"message":"the agent finished with exit code 0",
            "conditions":[{{{Condition("Accepted", now)}}},{{{Condition("ContextsResolved", now)}}},{{{Condition(
                "Started",
                now
            )}}},{{{Condition("Complete", now)}}},{{{Condition("Ready", now)}}}]
            """
        );

    /// <summary>What the Job controller writes at the end.</summary>
    public static string JobComplete(DateTimeOffset now) =>
        Status(
            $$$"""
            "active":null,"succeeded":1,"startTime":"{{{Text(now)}}}","completionTime":"{{{Text(
                now
            )}}}","conditions":[{"type":"Complete","status":"True","lastProbeTime":"{{{Text(now)}}}","lastTransitionTime":"{{{Text(
                now
            )}}}"}]
            """
        );

    private static string Status(string fields) => "{\"status\":{" + fields + "}}";

    private static string Condition(string type, DateTimeOffset now) =>
        $$$"""{"type":"{{{type}}}","status":"True","reason":"JobCreated","message":"the Agent is there and the Task is valid","""
        + $$$""" "lastTransitionTime":"{{{Text(now)}}}","observedGeneration":1}""";

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
