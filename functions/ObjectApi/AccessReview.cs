namespace KubeTask.Functions.ObjectApi;

/// <summary>Questions about what the caller may do in a namespace.</summary>
public sealed record AccessReviewRequest
{
    /// <summary>The questions, 32 at most.</summary>
    public required IReadOnlyList<AccessReview> Reviews { get; init; }
}

/// <summary>The answers, in the order of the questions.</summary>
public sealed record AccessReviewAnswer
{
    /// <summary>Each question, with its answer.</summary>
    public required IReadOnlyList<AccessReview> Reviews { get; init; }
}

/// <summary>One question, and in an answer whether the API server allows it.</summary>
public sealed record AccessReview
{
    /// <summary>What the caller wants to do, such as create.</summary>
    public required string Verb { get; init; }

    /// <summary>The resource, such as tasks.</summary>
    public required string Resource { get; init; }

    /// <summary>The API group; kubetask.io unless set. Empty is the core group, such as for pods.</summary>
    public string? Group { get; init; }

    /// <summary>The subresource, such as log.</summary>
    public string? Subresource { get; init; }

    /// <summary>The name of one object. Without it, the question is about all objects of the namespace.</summary>
    public string? Name { get; init; }

    /// <summary>In an answer: whether the caller may do it.</summary>
    public bool? Allowed { get; init; }

    /// <summary>In an answer: why, if the API server says so.</summary>
    public string? Reason { get; init; }
}
