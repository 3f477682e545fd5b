namespace KubeTask.Runner;

/// <summary>A setting or a file is wrong. The message says what to write instead.</summary>
internal sealed class SettingException(string message) : Exception(message);
