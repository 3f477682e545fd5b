namespace KubeTask.Scaler.Hosting;

/// <summary>One setting: <c>--name value</c> on the command line, or the environment variable; the command line wins.</summary>
internal sealed record SettingDefinition(string Name, string Variable, string? Default, string Description);
