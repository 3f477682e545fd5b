namespace KubeTask.Scaler.Bench;

/// <summary>One measured number.</summary>
/// <param name="Group">The group that it belongs to.</param>
/// <param name="What">What was measured.</param>
/// <param name="Count">Over how many objects.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record Figure(string Group, string What, int Count, double Value, string Unit);
