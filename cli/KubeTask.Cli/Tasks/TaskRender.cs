using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Cli.Clusters;
using KubeTask.Core;
using KubeTask.Core.Api;
using KubeTask.Core.Names;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Slots;
using KubeTask.Core.Tasks;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Tasks;

namespace KubeTask.Cli.Tasks;

/// <summary>Builds the objects with which a Task would start, as the functions do: Core says what must be read, and builds.</summary>
internal sealed class TaskRender(Cluster cluster, string releaseNamespace, TimeProvider time)
{
    private readonly List<string> _notes = [];

    /// <summary>What the objects don't say.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <exception cref="CliException">Something that the Task refers to is missing or wrong; the message is that of its status.</exception>
    public async Task<PreparedTask> PrepareAsync(V1Alpha1Task task, CancellationToken cancellationToken)
    {
        var gatherer = new TaskGatherer(cluster.Api, new RecentObjects(time), releaseNamespace);
        var state = new TaskState
        {
            Task = task,
            ReleaseNamespace = releaseNamespace,
            InitImage = await InitImageAsync(cancellationToken),
        };
        while (true)
        {
            var preparation = new TaskPreparation(state);
            Result<PreparedTask> prepared = preparation.Prepare();
            if (preparation.Needs.Count == 0)
            {
                if (!prepared.Succeeded(out PreparedTask? objects, out Problem? problem))
                    throw new CliException(Explain(problem));
                NoteSlot(state);
                return objects;
            }

            foreach (Need need in preparation.Needs)
                state = await ReadAsync(gatherer, state, need, cancellationToken);
        }
    }

    /// <summary>The image that the installed functions have for the init container of Git Contexts.</summary>
    private async Task<string> InitImageAsync(CancellationToken cancellationToken)
    {
        JsonObject? functions = null;
        try
        {
            functions = await cluster.FindAsync(
                Kind.Deployment.Path(new(releaseNamespace, ReleaseNamespace.FunctionsDeployment)),
                cancellationToken
            );
        }
        catch (ApiException e) when (e.Error.Code == HttpStatusCode.Forbidden)
        {
            _notes.Add(
                $"You have no right to read the functions' Deployment in namespace {releaseNamespace}, so the image that fetches Git "
                    + "Contexts may be another."
            );
        }

        JsonNode? container = (functions?["spec"]?["template"]?["spec"]?["containers"] as JsonArray)?.FirstOrDefault();
        JsonNode? variable = (container?["env"] as JsonArray)?.FirstOrDefault(v => (string?)v?["name"] == KubeTaskApi.InitImageVariable);
        return (string?)variable?["value"] is { Length: > 0 } image ? image : KubeTaskApi.DefaultInitImage;
    }

    private static string Explain(Problem problem) =>
        $"the Task {(problem.MayAppear ? "would wait" : "would fail")} ({problem.Reason}): {problem.Message}";

    private async Task<TaskState> ReadAsync(TaskGatherer gatherer, TaskState state, Need need, CancellationToken cancellationToken)
    {
        try
        {
            return (await gatherer.ReadAsync(state, need, cancellationToken))(state);
        }
        catch (ApiException e) when (e.Error.Code == HttpStatusCode.Forbidden && need is Need.Config)
        {
            // Users rarely have rights in the release namespace.
            _notes.Add($"You have no right to read the KubeTaskConfig of namespace {need.Key.Namespace}, so its settings aren't in here.");
            return state with { Configs = state.Configs.SetItem(need.Key, null) };
        }
    }

    private void NoteSlot(TaskState state)
    {
        V1Alpha1Task task = state.Task;
        if (
            state.Agents.GetValueOrDefault(new ObjectKey(state.Key.Namespace, ResourceNames.AgentOf(task))) is { } agent
            && AgentLedger.IsLimited(agent.Spec)
            && !TaskPhase.IsTerminal(task.Status?.Phase)
            && !AgentLedger.Holds(agent, task)
            && AgentLedger.Take(agent, task, time.GetUtcNow()) is null
        )
        {
            _notes.Add($"Agent {agent.Metadata.Name} has no free slot: the Task would be queued first.");
        }
    }
}
