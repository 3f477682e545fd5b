namespace KubeTask.Init.Protocol;

/// <summary>The server answers with an error; the message has its words.</summary>
internal sealed class ServerErrorException(string message) : Exception(message);
