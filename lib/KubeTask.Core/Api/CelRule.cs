namespace KubeTask.Core.Api;

/// <summary>A rule of a schema in CEL (x-kubernetes-validations).</summary>
/// <param name="Rule">The expression, over <c>self</c> and optionally <c>oldSelf</c>, that must be true.</param>
/// <param name="Message">The message if it is false: what is wrong, and what to write instead.</param>
public sealed record CelRule(string Rule, string Message);
