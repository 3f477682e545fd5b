namespace KubeTask.FunctionsHost.Apps;

/// <summary>What this host needs of function.json.</summary>
internal sealed record FunctionFile(IReadOnlyList<Binding>? Bindings)
{
    public const string Name = "function.json";
}
