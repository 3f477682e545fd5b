using k8s.Models;

namespace KubeTask.Core.Jobs;

/// <summary>Applies the hardened defaults. Every field that the Agent sets stays.</summary>
public static class PodSecurity
{
    public static V1SecurityContext Harden(V1SecurityContext? given)
    {
        V1SecurityContext hardened = given is null ? new V1SecurityContext() : given with { };
        // A privileged container always allows privilege escalation; the API server rejects the combination.
        hardened.AllowPrivilegeEscalation ??= given?.Privileged == true ? null : false;
        hardened.Capabilities ??= new V1Capabilities { Drop = ["ALL"] };
        return hardened;
    }

    public static V1PodSecurityContext Harden(V1PodSecurityContext? given)
    {
        V1PodSecurityContext hardened = given is null ? new V1PodSecurityContext() : given with { };
        hardened.SeccompProfile ??= new V1SeccompProfile { Type = "RuntimeDefault" };
        return hardened;
    }
}
