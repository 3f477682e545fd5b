namespace PocketKube.Node.Jobs;

/// <summary>A Kubernetes Event about a Job.</summary>
internal readonly record struct JobEvent(bool Warning, string Reason, string Message);
