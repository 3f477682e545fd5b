namespace KubeTask.Core.Api;

// What a kind's schema says beyond its types. hack/CrdGen generates the CRDs from these attributes. The messages of rules across fields are
// in Validation/: Core uses them too, for API servers without CEL.

/// <summary>Marks a type as the root of a custom resource of group kubetask.io.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomResourceAttribute(string kind, string plural, string singular, params string[] shortNames) : Attribute
{
    public string Kind { get; } = kind;
    public string Plural { get; } = plural;
    public string Singular { get; } = singular;
    public string[] ShortNames { get; } = shortNames;
}

/// <summary>A column of <c>kubectl get</c>. Priority 1 shows only with <c>-o wide</c>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string type, string jsonPath) : Attribute
{
    public string Name { get; } = name;
    public string Type { get; } = type;
    public string JsonPath { get; } = jsonPath;
    public int Priority { get; init; }
    public string? Description { get; init; }
}

/// <summary>Rules across fields, on a type or a property.</summary>
public abstract class CelRulesAttribute : Attribute
{
    public abstract IReadOnlyList<CelRule> Rules { get; }
}

/// <summary>One rule across fields, on a type or a property.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class CelRuleAttribute(string rule, string message) : CelRulesAttribute
{
    public string Rule { get; } = rule;
    public string Message { get; } = message;
    public override IReadOnlyList<CelRule> Rules => [new(Rule, Message)];
}

/// <summary>The default, as JSON text.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultAttribute(string json) : Attribute
{
    public string Json { get; } = json;
}

[AttributeUsage(AttributeTargets.Property)]
public sealed class MinimumAttribute(long value) : Attribute
{
    public long Value { get; } = value;
}

[AttributeUsage(AttributeTargets.Property)]
public sealed class MaximumAttribute(long value) : Attribute
{
    public long Value { get; } = value;
}

/// <summary>The minimum number of characters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MinLengthAttribute(int value) : Attribute
{
    public int Value { get; } = value;
}

/// <summary>The maximum number of characters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MaxLengthAttribute(int value) : Attribute
{
    public int Value { get; } = value;
}

[AttributeUsage(AttributeTargets.Property)]
public sealed class MaxItemsAttribute(int value) : Attribute
{
    public int Value { get; } = value;
}

/// <summary>The allowed values of a string, or of the elements of a list of strings.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] values) : Attribute
{
    public string[] Values { get; } = values;
}

/// <summary>Makes a list a map: these keys identify its elements, and lists merge by them (x-kubernetes-list-type: map).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapKeysAttribute(params string[] keys) : Attribute
{
    public string[] Keys { get; } = keys;
}
