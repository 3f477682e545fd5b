namespace KubeTask.Init.Native;

/// <summary>libgit2 failed; the message has its words.</summary>
internal sealed class LibGit2Exception(string message) : Exception(message);
