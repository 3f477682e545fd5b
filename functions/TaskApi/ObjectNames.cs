using System.Text.RegularExpressions;
using KubeTask.Hosting;

namespace KubeTask.Functions.TaskApi;

/// <summary>Refuses names that no object can have, before they reach a path or a line of the log.</summary>
internal static partial class ObjectNames
{
    public static HttpProblem? Check(string? ns, string? name) =>
        ns is not null && !NamespaceName().IsMatch(ns)
            ? HttpProblem.BadRequest(
                "namespace: must be lower-case letters, digits and '-', 63 at most, beginning and ending with a letter or digit, "
                    + "such as team-a"
            )
        : name is not null && (name.Length > 253 || !ObjectName().IsMatch(name))
            ? HttpProblem.BadRequest(
                "name: must be lower-case letters, digits, '-' and '.', 253 at most, beginning and ending with a letter or digit, "
                    + "such as update-service-b"
            )
        : null;

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z")]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex ObjectName();
}
