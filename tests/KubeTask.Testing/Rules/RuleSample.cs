using System.Text.Json.Nodes;
using Kubernetes.Yaml;

namespace KubeTask.Testing.Rules;

/// <summary>
/// An object that breaks one rule of the schemas, and one that keeps the rule and is otherwise the same. The rule's field and message
/// identify the sample.
/// </summary>
/// <param name="Kind">The object's kind.</param>
/// <param name="Field">The field that the API server names; empty for the object itself.</param>
/// <param name="Message">The rule's sentence.</param>
/// <param name="Breaks">The object that breaks it, as YAML without kind and name.</param>
/// <param name="Keeps">The object that keeps it.</param>
public sealed record RuleSample(string Kind, string Field, string Message, string Breaks, string Keeps)
{
    /// <summary>The metadata and spec of one of the two, with kind and apiVersion.</summary>
    public JsonObject Object(bool broken, string name)
    {
        JsonObject sample = YamlJson.Read(new StringReader(broken ? Breaks : Keeps)).Single().AsObject();
        sample["apiVersion"] = "kubetask.io/v1alpha1";
        sample["kind"] = Kind;
        JsonObject metadata = sample["metadata"]?.AsObject() ?? [];
        metadata["name"] ??= name;
        sample["metadata"] = metadata.DeepClone();
        return sample;
    }

    public override string ToString() => $"{Kind} {Field}: {Message}";
}
