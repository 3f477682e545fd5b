namespace KubeTask.Functions.Standalone;

/// <summary>Descriptions of the parameters that several routes share, for /openapi/v1.json.</summary>
internal static class ParameterText
{
    public const string Namespace = "The namespace";
    public const string Name = "The Task's name";
    public const string Wait = "Hold the answer until the Task ends, at most for this time: 60s, 2m; up to 10m";
    public const string IdempotencyKey = "With the same key and body the answer is the first Task; with another body it is 409";
}
