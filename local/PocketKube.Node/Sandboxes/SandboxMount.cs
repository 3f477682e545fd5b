namespace PocketKube.Node.Sandboxes;

/// <summary>A file or folder of this machine at a path of the container.</summary>
internal sealed record SandboxMount(string HostPath, string MountPath, bool ReadOnly);
