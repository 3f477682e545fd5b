using PocketKube.Node.Watching;

namespace PocketKube.Node.Objects;

/// <summary>Why a pod can't start.</summary>
/// <param name="Reason">As the kubelet has it, such as <c>CreateContainerConfigError</c>.</param>
/// <param name="Message">One sentence for the user.</param>
/// <param name="WaitsFor">The object whose change may solve the problem; null if no change can.</param>
internal sealed record PodProblem(string Reason, string Message, ObjectReference? WaitsFor = null);
