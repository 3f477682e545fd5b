using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kubernetes.OpenApi;

/// <summary>How C# properties appear in JSON.</summary>
public static class JsonProperties
{
    /// <summary>The JSON properties of <paramref name="type"/>, ordered by JSON name.</summary>
    public static IEnumerable<PropertyInfo> Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(static p => p.GetIndexParameters().Length == 0)
            .Where(static p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null or { Condition: not JsonIgnoreCondition.Always })
            .Where(static p => p.GetCustomAttribute<JsonExtensionDataAttribute>() is null)
            .OrderBy(Name, StringComparer.Ordinal);
    }

    /// <summary>The property's name in JSON.</summary>
    public static string Name(PropertyInfo property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
    }

    /// <summary>Whether JSON without this property is rejected.</summary>
    public static bool IsRequired(PropertyInfo property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.GetCustomAttribute<RequiredMemberAttribute>() is not null || KubernetesTypes.IsRequired(property);
    }
}
