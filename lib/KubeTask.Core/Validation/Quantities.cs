using k8s.Models;

namespace KubeTask.Core.Validation;

/// <summary>
/// Quantities in users' objects. The API server accepts quantities of any length; a Job can be written with those that a decimal can hold.
/// </summary>
public static class Quantities
{
    /// <summary>Which quantity can't be written, and what to write instead; null if all can.</summary>
    public static string? Broken(IEnumerable<(string Field, ResourceQuantity? Quantity)> quantities)
    {
        foreach ((string field, ResourceQuantity? quantity) in quantities)
        {
            if (quantity is not null && !CanWrite(quantity))
                return $"{field}: the number is larger than KubeTask can write; write a smaller one, such as 500m, 2 or 1Gi";
        }

        return null;
    }

    /// <summary>Whether the client can write the quantity.</summary>
    public static bool CanWrite(ResourceQuantity quantity)
    {
        try
        {
            // What the client writes into the Job.
            return quantity.ToString().Length > 0;
        }
        catch (Exception e) when (e is OverflowException or FormatException)
        {
            return false;
        }
    }

    /// <summary>The quantities of limits and requests, each with its field.</summary>
    public static IEnumerable<(string Field, ResourceQuantity? Quantity)> Of(string field, V1ResourceRequirements? resources) =>
        [.. Of($"{field}.limits", resources?.Limits), .. Of($"{field}.requests", resources?.Requests)];

    /// <summary>The quantities of a map, each with its field.</summary>
    public static IEnumerable<(string Field, ResourceQuantity? Quantity)> Of(
        string field,
        IDictionary<string, ResourceQuantity>? quantities
    ) =>
        (quantities ?? new Dictionary<string, ResourceQuantity>())
            .OrderBy(q => q.Key, StringComparer.Ordinal)
            .Select(q => ($"{field}.{q.Key}", (ResourceQuantity?)q.Value));
}
