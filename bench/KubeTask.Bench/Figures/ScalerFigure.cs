namespace KubeTask.Bench.Figures;

/// <summary>One number that bench/KubeTask.Scaler.Bench measured.</summary>
/// <param name="Group">The group that it belongs to.</param>
/// <param name="What">What was measured.</param>
/// <param name="Count">Over how many objects.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record ScalerFigure(string Group, string What, int Count, double Value, string Unit);
