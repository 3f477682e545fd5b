namespace PocketKube.Node.Sandboxes;

/// <summary>A container could not be started; the message gives the user the reason.</summary>
internal sealed class SandboxException(string message, Exception? inner = null) : Exception(message, inner);
