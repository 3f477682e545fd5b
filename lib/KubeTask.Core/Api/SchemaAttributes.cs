namespace KubeTask.Core.Api;

// What the schema of a kind says beyond its types. The CRDs are generated from these (hack/CrdGen);
// rules across fields have their words in Validation/, where Core takes them from too, for API servers without CEL.

/// <summary>Marks a type as the root of a custom resource of group kubetask.io.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomResourceAttribute(string kind, string plural, string singular, params string[] shortNames) : Attribute
{
    public string Kind { get; } = kind;
    public string Plural { get; } = plural;
    public string Singular { get; } = singular;
    public string[] ShortNames { get; } = shortNames;
}

/// <summary>A column of <c>kubectl get</c>; priority 1 shows with <c>-o wide</c> only.</summary>
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

/// <summary>The least number of characters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MinLengthAttribute(int value) : Attribute
{
    public int Value { get; } = value;
}

/// <summary>The greatest number of characters.</summary>
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

/// <summary>An anchored RE2 expression.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string expression) : Attribute
{
    public string Expression { get; } = expression;
}

/// <summary>The strings that a property may hold, or the elements of a list of strings.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] values) : Attribute
{
    public string[] Values { get; } = values;
}

/// <summary>A list whose elements are told apart, and merged, by these keys (x-kubernetes-list-type: map).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapKeysAttribute(params string[] keys) : Attribute
{
    public string[] Keys { get; } = keys;
}
