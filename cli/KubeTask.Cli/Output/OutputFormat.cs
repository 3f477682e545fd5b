namespace KubeTask.Cli.Output;

/// <summary>The values of <c>-o</c>.</summary>
internal static class OutputFormat
{
    public const string Json = "json";
    public const string Yaml = "yaml";
    public const string Name = "name";

    /// <summary>Only of lists: more columns.</summary>
    public const string Wide = "wide";
}
