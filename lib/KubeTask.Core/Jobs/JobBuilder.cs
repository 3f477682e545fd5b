using System.Globalization;
using k8s.Models;
using KubeTask.Core.Agents;
using KubeTask.Core.Api;
using KubeTask.Core.Contexts;
using KubeTask.Core.Names;
using KubeTask.Runs.Mcp;

namespace KubeTask.Core.Jobs;

/// <summary>Builds the Job that runs a Task's agent. The same input always gives the same bytes.</summary>
public static class JobBuilder
{
    /// <param name="task">The Task.</param>
    /// <param name="agent">Its Agent's settings.</param>
    /// <param name="layout">The context files and folders.</param>
    /// <param name="attempt">The number of the attempt; the first is 1.</param>
    public static V1Job Build(V1Alpha1Task task, AgentSettings agent, ContextLayout layout, int attempt = 1)
    {
        AgentPodSpec podSpec = agent.Spec.PodSpec ?? new AgentPodSpec();
        V1ObjectMeta metadata = TaskObjects.Metadata(task, ResourceNames.Job(task.Metadata.Name, attempt));
        return new V1Job
        {
            ApiVersion = $"{V1Job.KubeGroup}/{V1Job.KubeApiVersion}",
            Kind = V1Job.KubeKind,
            Metadata = metadata,
            Spec = new V1JobSpec
            {
                BackoffLimit = 0,
                PodReplacementPolicy = "Failed",
                PodFailurePolicy = FailurePolicy,
                Template = new V1PodTemplateSpec
                {
                    Metadata = PodMetadata(metadata, podSpec),
                    Spec = new V1PodSpec
                    {
                        RestartPolicy = "Never",
                        ServiceAccountName = agent.Spec.ServiceAccountName,
                        // The pod has the deadline, not the Job: a Job that exceeds its deadline deletes its pod, and the log with
                        // it. Where the container stays for people, its wrapper ends the command, so that it can stay.
                        ActiveDeadlineSeconds = agent.KeepAliveSeconds is null ? task.Spec.ActiveDeadlineSeconds : null,
                        NodeSelector = podSpec.Scheduling?.NodeSelector?.ToDictionary(),
                        Tolerations = podSpec.Scheduling?.Tolerations?.ToList(),
                        Affinity = podSpec.Scheduling?.Affinity,
                        RuntimeClassName = podSpec.RuntimeClassName,
                        // A pod's default is true: several variables for each Service of the namespace.
                        EnableServiceLinks = podSpec.EnableServiceLinks ?? false,
                        ImagePullSecrets = podSpec.ImagePullSecrets?.ToList(),
                        SecurityContext = PodSecurity.Harden(podSpec.PodSecurityContext),
                        InitContainers = layout.Fetch is { } fetch ? [FetchContainer.Build(fetch, podSpec)] : null,
                        Containers = [AgentContainer(task, agent, layout, podSpec)],
                        Volumes = [.. PodVolumes.Of(task, agent, layout), .. podSpec.Volumes ?? []],
                    },
                },
            },
        };
    }

    /// <summary>
    /// Makes the Job controller write into the Job's condition which pod ended it, and how: a pod that was deleted is gone when the
    /// condition is read. Without a rule that matches, the Job fails all the same.
    /// </summary>
    private static V1PodFailurePolicy FailurePolicy =>
        new()
        {
            Rules =
            [
                new V1PodFailurePolicyRule
                {
                    Action = "FailJob",
                    OnPodConditions = [new V1PodFailurePolicyOnPodConditionsPattern { Type = "DisruptionTarget", Status = "True" }],
                },
                new V1PodFailurePolicyRule
                {
                    Action = "FailJob",
                    OnExitCodes = new V1PodFailurePolicyOnExitCodesRequirement
                    {
                        ContainerName = KubeTaskApi.AgentContainer,
                        OperatorProperty = "NotIn",
                        Values = [0],
                    },
                },
            ],
        };

    private static V1ObjectMeta PodMetadata(V1ObjectMeta job, AgentPodSpec podSpec)
    {
        var labels = new Dictionary<string, string>(podSpec.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach ((string key, string value) in job.Labels)
            labels[key] = value;
        var annotations = new Dictionary<string, string>(podSpec.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach ((string key, string value) in job.Annotations ?? new Dictionary<string, string>())
            annotations[key] = value;
        // kubectl logs and exec then mean the agent, also where something injects a container before it.
        annotations[Annotations.DefaultContainer] = KubeTaskApi.AgentContainer;
        return new V1ObjectMeta { Labels = labels, Annotations = annotations };
    }

    private static V1Container AgentContainer(V1Alpha1Task task, AgentSettings agent, ContextLayout layout, AgentPodSpec podSpec)
    {
        List<V1EnvVar> env =
        [
            new() { Name = "TASK_NAME", Value = task.Metadata.Name },
            new() { Name = "TASK_NAMESPACE", Value = task.Metadata.NamespaceProperty },
            new() { Name = "WORKSPACE_DIR", Value = agent.WorkspaceDir },
        ];
        if (agent.KeepAliveSeconds is { } seconds)
        {
            env.Add(new V1EnvVar { Name = KeepAlive.SecondsVariable, Value = seconds.ToString(CultureInfo.InvariantCulture) });
            if (task.Spec.ActiveDeadlineSeconds is { } deadline)
                env.Add(new V1EnvVar { Name = KeepAlive.DeadlineVariable, Value = deadline.ToString(CultureInfo.InvariantCulture) });
        }

        if (layout.HasMcpServers)
            env.Add(new V1EnvVar { Name = McpServers.FileVariable, Value = McpServers.File });
        env.AddRange(RunVariables.Of(task.Spec.Limits, agent.Spec.Limits));
        env.AddRange(FetchContainer.Variables(layout.Fetch, agent));
        env.AddRange(
            agent
                .Credentials.Where(c => !string.IsNullOrEmpty(c.Env))
                .Select(c => new V1EnvVar
                {
                    Name = c.Env,
                    ValueFrom = new V1EnvVarSource
                    {
                        SecretKeyRef = new V1SecretKeySelector { Name = c.SecretRef.Name, Key = c.SecretRef.Key },
                    },
                })
        );
        List<V1EnvFromSource> envFrom =
        [
            .. agent
                .Credentials.Where(c => string.IsNullOrEmpty(c.SecretRef.Key) && string.IsNullOrEmpty(c.MountPath))
                .Select(c => new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = c.SecretRef.Name } }),
        ];
        return new V1Container
        {
            Name = KubeTaskApi.AgentContainer,
            Image = agent.Image,
            ImagePullPolicy = agent.ImagePullPolicy,
            Command = Command(agent),
            Env = env,
            EnvFrom = envFrom.Count == 0 ? null : envFrom,
            Resources = podSpec.Resources,
            SecurityContext = PodSecurity.Harden(podSpec.SecurityContext),
            TerminationMessagePolicy = "FallbackToLogsOnError",
            VolumeMounts = [.. PodVolumes.MountsOf(agent, layout)],
        };
    }

    private static IList<string>? Command(AgentSettings agent) =>
        agent switch
        {
            { Spec.Command: not { Count: > 0 } } => null,
            { KeepAliveSeconds: null } => [.. agent.Spec.Command],
            _ => KeepAlive.Wrap(agent.Spec.Command),
        };
}
