namespace KubeTask.Hosting;

/// <summary>A field that is wrong.</summary>
public sealed record FieldProblem
{
    public FieldProblem(string field, string message) => (Field, Message) = (field, message);

    /// <summary>The field's path, such as <c>spec.contexts[0].name</c>.</summary>
    public string Field { get; init; }

    /// <summary>What is wrong with it, and what to write.</summary>
    public string Message { get; init; }
}
