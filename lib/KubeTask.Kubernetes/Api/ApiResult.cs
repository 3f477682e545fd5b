using System.Diagnostics.CodeAnalysis;

namespace KubeTask.Kubernetes.Api;

/// <summary>What the API server answered: an object, or an error.</summary>
public readonly record struct ApiResult<T>(T? Value, ApiError? Error)
    where T : class
{
    public bool Succeeded([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ApiError? error)
    {
        value = Value;
        error = Error;
        return value is not null;
    }
}
