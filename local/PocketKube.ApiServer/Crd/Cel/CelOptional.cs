using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Crd.Cel;

/// <summary>A value that may be absent: what <c>a.?b</c> is.</summary>
internal sealed record CelOptional
{
    private static readonly CelOptional s_none = new();
    private readonly object? _value;
    private readonly bool _isSet;

    private CelOptional() { }

    private CelOptional(object? value) => (_value, _isSet) = (value, true);

    public static CelOptional Of(object? value) => new(value);

    /// <exception cref="CelException">The value is there, and has no fields.</exception>
    public CelOptional Field(string name) =>
        _isSet && CelValue.As<JsonObject>(_value).TryGetPropertyValue(name, out JsonNode? field) ? new(CelValue.Of(field)) : s_none;

    public object? Or(Func<object?> other) => _isSet ? _value : other();
}
