using KubeTask.Git;
using KubeTask.Runs.Mcp;

namespace KubeTask.Core.Validation;

/// <summary>
/// The messages of broken rules across fields: what is wrong, and what to write instead. The API server shows them with the CEL rules of
/// the schema. Core uses the same messages for API servers without CEL (it came with Kubernetes 1.25).
/// </summary>
public static class RuleText
{
    public const string SpecIsFixed =
        "spec can't change once the Task has started or ended; create another Task with the spec that you want";
    public const string OnlyOneConfig = "only the KubeTaskConfig named default is read; name it default";
    public const string HumanNeedsCommand = "humanInTheLoop needs command; write the command that the agent's container runs";
    public const string WorkspaceIsAbsolute = "the workspace can't be a relative path; write an absolute one, such as /workspace";
    public const string KeepAliveIsDuration = "that is not a duration of a second or more; write one such as 1h, 30m or 1h30m";
    public const string EnvIsName = "a variable's name has letters, digits and _ and doesn't begin with a digit; write one such as API_KEY";
    public const string EnvIsNotReserved =
        "TASK_NAME, TASK_NAMESPACE, WORKSPACE_DIR and names that begin with KUBETASK_ belong to KubeTask; write another, such as API_KEY";
    public const string EnvIsUnique =
        "two credentials have the same env, and a variable has one value; give each its own, such as API_KEY and SECOND_API_KEY";
    public const string EnvNeedsKey = "env needs secretRef.key; name the key, or leave env out to get every key as a variable";
    public const string CredentialGoesNowhere = "it goes nowhere; set env, mountPath, or both";

    public const string ScheduleHasNoZone =
        "a time zone in front of the schedule is not read; write it as spec.timeZone, such as Europe/Berlin";
    public const string ScheduleHasNoEvery =
        "@every is not supported, because its times would depend on when it was first read; write a step, such as */15 * * * *";
    public const string ScheduleForm =
        "write five fields (minute, hour, day of month, month, day of week; no seconds), "
        + "or one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually";
    public const string TimeZoneName = "write an IANA time zone, such as Europe/Berlin or UTC";

    public const string InlineBlock = "with type Inline set spec.inline, and with any other type leave it out";
    public const string ConfigMapBlock = "with type ConfigMap set spec.configMap, and with any other type leave it out";
    public const string GitBlock = "with type Git set spec.git, and with any other type leave it out";
    public const string McpBlock = "with type MCP set spec.mcp, and with any other type leave it out";

    public const string McpName = McpServer.BrokenName;
    public const string McpCommandOrUrl =
        "set command for a server that the agent starts, or url for one that it connects to, and not both";
    public const string McpTransportFits =
        "transport stdio goes with command, and http and sse go with url; write the one that fits, or leave transport out";
    public const string McpArgsNeedCommand = "args and env need command, which the agent starts with them; leave them out with url";
    public const string McpHeadersNeedUrl = "headers need url, to which the agent sends them; write env with command";

    public const string RepositoryForm = GitAddress.NotFetched;
    public const string RepositoryHasNoPassword = GitAddress.HasPassword;
    public const string GitPathStaysBelow = GitText.PathLeaves;
    public const string GitRefForm = GitText.NoRef;

    public const string PathIsPlain = "a path can't have a colon or a control character; leave it out";
    public const string PathHasNoHome =
        "a path can't have a name that begins with ~, because KubeTask doesn't expand it; "
        + "write the folder itself, such as /root/.claude/CLAUDE.md";
    public const string PathHasNoVariable =
        "a path can't have a name that begins with $, because KubeTask doesn't expand variables; "
        + "write the value itself, such as /root/notes.md";
    public const string PathHasNoOuterBlanks =
        "a path can't have a name that begins or ends with a blank; write it without, such as /workspace/notes.md";
    public const string PathStaysBelow = "a path can't have \"..\" in it; write it without";
    public const string PathIsNotRoot = "a path can't be the root; write one below it";
    public const string PathIsNotReserved =
        "a path can't be at or below /proc, /sys, /dev, /run/secrets, /var/run/secrets, /etc/hosts, /etc/hostname or /etc/resolv.conf, "
        + "which belong to the system; choose another";
}
