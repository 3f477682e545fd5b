namespace KubeTask.Core.Api;

/// <summary>A rule of a schema in CEL (x-kubernetes-validations).</summary>
/// <param name="Rule">The expression that must be true of <c>self</c>, and of <c>oldSelf</c> where it names that.</param>
/// <param name="Message">What to say where it isn't: what is wrong, and what to write instead.</param>
public sealed record CelRule(string Rule, string Message);
