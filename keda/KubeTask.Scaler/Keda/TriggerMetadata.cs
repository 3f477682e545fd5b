using System.Globalization;
using Google.Protobuf.Collections;
using Grpc.Core;
using KubeTask.Scaler.Index.Queue;

namespace KubeTask.Scaler.Keda;

/// <summary>
/// The trigger's settings in a ScaledObject. KEDA sends its own settings too (such as scalerAddress), so unknown ones are ignored.
/// </summary>
internal sealed record TriggerMetadata(WorkFilter Workload, long TargetSize)
{
    public const long DefaultTargetSize = 10;

    /// <exception cref="RpcException">INVALID_ARGUMENT: a setting can't be used; the detail says what to write.</exception>
    public static TriggerMetadata Parse(MapField<string, string>? metadata)
    {
        string? workload = null,
            targetSize = null;
        metadata?.TryGetValue("workload", out workload);
        metadata?.TryGetValue("targetSize", out targetSize);
        WorkFilter filter = WorkFilters.Parse(workload)
            ?? throw Invalid($"workload: \"{workload}\" is unknown; write {WorkFilters.Values}");
        long size = DefaultTargetSize;
        if (targetSize is not null && (!long.TryParse(targetSize, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size < 1))
        {
            throw Invalid(
                $"targetSize: \"{targetSize}\" can't be used; write a whole number from 1 on, the number of events that one replica is for"
            );
        }

        return new TriggerMetadata(filter, size);
    }

    private static RpcException Invalid(string detail) => new(new Status(StatusCode.InvalidArgument, detail));
}
