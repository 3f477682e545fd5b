using KubeTask.Core.Api;

namespace KubeTask.Functions.ObjectApi;

/// <summary>What a list says about itself.</summary>
public sealed record PageMetadata
{
    /// <summary>The version of the list, from which it can be watched.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Leads to the next page; absent on the last one.</summary>
    public string? Continue { get; init; }
}

/// <summary>A page of CronTasks.</summary>
public sealed record CronTaskPage(PageMetadata Metadata, IReadOnlyList<V1Alpha1CronTask> Items);

/// <summary>A page of Agents.</summary>
public sealed record AgentPage(PageMetadata Metadata, IReadOnlyList<V1Alpha1Agent> Items);

/// <summary>A page of Contexts.</summary>
public sealed record ContextPage(PageMetadata Metadata, IReadOnlyList<V1Alpha1Context> Items);

/// <summary>A page of Events.</summary>
public sealed record EventPage(PageMetadata Metadata, IReadOnlyList<EventEntry> Items);

/// <summary>The fields of a Kubernetes Event that matter here; the answer has all of them.</summary>
public sealed record EventEntry
{
    /// <summary>The object that it is about.</summary>
    public EventObject? InvolvedObject { get; init; }

    /// <summary>Normal or Warning.</summary>
    public string? Type { get; init; }

    /// <summary>One word that says what happened.</summary>
    public string? Reason { get; init; }

    /// <summary>One sentence for people.</summary>
    public string? Message { get; init; }

    /// <summary>How often it happened.</summary>
    public int? Count { get; init; }

    /// <summary>When it happened last.</summary>
    public DateTimeOffset? LastTimestamp { get; init; }
}

/// <summary>The object that an Event is about.</summary>
public sealed record EventObject(string? Kind, string? Namespace, string? Name, string? Uid);

/// <summary>A page of namespaces.</summary>
public sealed record NamespacePage(PageMetadata Metadata, IReadOnlyList<NamespaceEntry> Items);

/// <summary>A namespace. The answer has all of its fields.</summary>
public sealed record NamespaceEntry(NamespaceMetadata Metadata);

/// <summary>The namespace's name.</summary>
public sealed record NamespaceMetadata(string Name);

/// <summary>The next due times of a CronTask, in UTC.</summary>
public sealed record DueTimesAnswer(IReadOnlyList<DateTimeOffset> Times);
