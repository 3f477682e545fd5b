namespace PocketKube.Node.Sandboxes;

/// <summary>A container could not be started, for the reason that the message tells a user.</summary>
internal sealed class SandboxException(string message, Exception? inner = null) : Exception(message, inner);
