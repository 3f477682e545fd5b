using k8s.Models;

namespace PocketKube.Node.Jobs;

/// <summary>A pod of a Job as it was last seen.</summary>
/// <param name="Gone">The object no longer exists. It still counts.</param>
internal sealed record PodRecord(V1Pod Pod, bool Gone)
{
    public bool Succeeded => Pod.Status?.Phase == "Succeeded";

    /// <summary>Ended badly, or vanished before its end.</summary>
    public bool Failed => Pod.Status?.Phase == "Failed" || (Gone && !Succeeded);

    public bool Active => !Succeeded && !Failed;

    public bool Ready => Active && Pod.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;
}
