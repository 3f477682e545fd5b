namespace KubeTask.FunctionsHost.Apps;

/// <summary>A binding, as function.json or a worker's metadata describe it.</summary>
internal sealed record Binding
{
    public string Type { get; init; } = "";

    /// <summary>The name of the function's parameter.</summary>
    public string Name { get; init; } = "";

    public string? AuthLevel { get; init; }
    public string? Route { get; init; }
    public IReadOnlyList<string>? Methods { get; init; }
    public string? Schedule { get; init; }

    public bool IsHttp => Is("httpTrigger");

    public bool IsTimer => Is("timerTrigger");

    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    private bool Is(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);
}
