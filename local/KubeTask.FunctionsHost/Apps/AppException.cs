namespace KubeTask.FunctionsHost.Apps;

/// <summary>The app can't run. The message says which file or function is wrong, and how.</summary>
internal sealed class AppException(string message) : Exception(message);
