namespace PocketKube.ApiServer.Crd.Cel;

/// <summary>A variable, and those around it.</summary>
internal sealed record CelScope(string Name, object? Value, CelScope? Outer = null)
{
    /// <exception cref="CelException">There is no such variable.</exception>
    public object? Find(string name)
    {
        for (CelScope? scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Name == name)
                return scope.Value;
        }

        throw new CelException($"undeclared reference to '{name}'");
    }
}
