using KubeTask.Core.Api;

namespace KubeTask.Core.Jobs;

/// <summary>
/// The mode of a credential's files. The kubelet gives every file of a Secret to root, whoever runs the agent. So what the mode allows the
/// owner, to read and to run, is also allowed to an agent that isn't known to be root
/// (docs/adr/0019-files-and-folders-belong-to-the-agent.md).
/// </summary>
internal static class CredentialMode
{
    private const int Default = 384; // 0600
    private const int ReadAndRun = 5;
    private const int OwnerShift = 6;
    private const int GroupShift = 3;

    public static int Of(Credential credential, AgentPodSpec? podSpec)
    {
        int mode = credential.FileMode ?? Default;
        int allowed = (mode >> OwnerShift) & ReadAndRun;
        long? user = podSpec?.SecurityContext?.RunAsUser ?? podSpec?.PodSecurityContext?.RunAsUser;
        if (user == 0)
            return mode;
        // With an fsGroup the files are that group's, and the agent is in it whatever its user is.
        bool inGroup = podSpec?.PodSecurityContext?.FsGroup is not null;
        return mode | (allowed << GroupShift) | (inGroup ? 0 : allowed);
    }
}
