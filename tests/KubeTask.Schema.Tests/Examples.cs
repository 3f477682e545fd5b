using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Schema.Tests;

/// <summary>A widget, with a
/// description over   two lines.</summary>
[CustomResource("Widget", "widgets", "widget", "wd", "wdg")]
[PrinterColumn("Size", "integer", ".spec.size", Description = "How big: in metres")]
[PrinterColumn("Note", "string", ".status.note", Priority = 1)]
public sealed record Widget
{
    public string ApiVersion { get; init; } = "";
    public string Kind { get; init; } = "";
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wanted.</summary>
    public required WidgetSpec Spec { get; init; }

    /// <summary>What is.</summary>
    [Default("""{"note":"new"}""")]
    public WidgetStatus? Status { get; init; }
}

/// <summary>What is wanted.</summary>
[CelRule("!has(self.size) || self.size < 10", "size must be below 10: \"choose\" a smaller one")]
public sealed record WidgetSpec
{
    /// <summary>Its size; see <see cref="RenamedByAttribute"/> and <see cref="WidgetStatus"/>, or <see langword="null"/>.</summary>
    [Minimum(1)]
    [Maximum(20)]
    [Default("3")]
    [CelRule("self == oldSelf", "size can't change")]
    public int? Size { get; init; }

    /// <summary>Its name.</summary>
    [MinLength(1)]
    [MaxLength(63)]
    public required string Name { get; init; }

    /// <summary>One of a few.</summary>
    [OneOf("Red", "Green")]
    public string? Color { get; init; }

    /// <summary>Some of a few.</summary>
    [OneOf("On", "Off")]
    [MaxItems(2)]
    public IReadOnlyList<string>? Switches { get; init; }

    /// <summary>Merged by name.</summary>
    [ListMapKeys("name")]
    public IReadOnlyList<WidgetPart>? Parts { get; init; }

    /// <summary>Words by name.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Lists by name.</summary>
    public IDictionary<string, IList<long>>? Numbers { get; init; }

    /// <summary>The name in JSON comes from an attribute.</summary>
    [JsonPropertyName("x-renamed")]
    public bool? RenamedByAttribute { get; init; }

    [JsonIgnore]
    public string? Hidden { get; init; }

    /// <summary>A C# enum.</summary>
    public WidgetMode Mode { get; init; }

    /// <summary>Anything.</summary>
    public JsonElement? Anything { get; init; }

    /// <summary>Bytes.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>A share.</summary>
    public double? Share { get; init; }
}

/// <summary>A part, perhaps of parts.</summary>
public sealed record WidgetPart
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Parts of the part.</summary>
    public IReadOnlyList<WidgetPart>? Parts { get; init; }
}

public enum WidgetMode
{
    Fast,

    [JsonStringEnumMemberName("very-slow")]
    Slow,
}

/// <summary>What is.</summary>
public sealed record WidgetStatus
{
    /// <summary>A note.</summary>
    public string? Note { get; init; }

    /// <summary>When it was seen.</summary>
    public DateTime? SeenTime { get; init; }

    /// <summary>The conditions.</summary>
    [ListMapKeys("type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}

/// <summary>Types of Kubernetes.</summary>
public sealed record Foreign
{
    /// <summary>A port, by number or name.</summary>
    public IntOrString? Port { get; init; }

    /// <summary>Amounts.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity>? Limits { get; init; }

    /// <summary>A key.</summary>
    public V1SecretKeySelector? Key { get; init; }

    /// <summary>A selector.</summary>
    public V1LabelSelector? Selector { get; init; }
}
