using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KubeTask.Bench.Figures;
using KubeTask.Core.Api;
using KubeTask.Core.Patches;

namespace KubeTask.Bench;

/// <summary>
/// Makes KubeTask's writes in two ways each, by turns: with JSON and with protobuf bodies, with whole answers and with their metadata only,
/// with an update and with a merge patch. What counts is the API server's processor time, by its own metrics.
/// </summary>
internal sealed partial class BodiesBench(Server server, Stages stages, TimeProvider time)
{
    private const string Json = "application/json";
    private const string MergePatch = "application/merge-patch+json";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";
    private const string MetadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
    private const string Placeholder = "bodies-00000";
    private const int AtOnce = 16;
    private const int Rounds = 7;

    private readonly string _ns = $"kubetask-bench-{Environment.ProcessId}-bodies";
    private int _number;

    /// <summary>How a call is made: by its number, which also tells what its answer belongs to.</summary>
    private sealed record Way(string Name, HttpMethod Method, string MediaType, string Accept, Func<int, (string Path, byte[] Body)> Call)
    {
        public Action<int, byte[]> Answered { get; init; } = (_, _) => { };
    }

    private string Ours => $"apis/kubetask.io/v1alpha1/namespaces/{_ns}";

    /// <param name="calls">How many calls a round makes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<IReadOnlyList<BodyFigures>> RunAsync(int calls, CancellationToken cancellationToken)
    {
        (await server.CreateAsync("api/v1/namespaces", Manifests.Namespace(_ns), cancellationToken)).Dispose();
        try
        {
            var figures = new List<BodyFigures>();
            (byte[] configMap, byte[] job) = await BodiesAsync(cancellationToken);
            await CompareCreatesAsync(
                "create a ConfigMap",
                $"api/v1/namespaces/{_ns}/configmaps",
                configMap,
                calls,
                figures,
                cancellationToken
            );
            await CompareCreatesAsync("create a Job", $"apis/batch/v1/namespaces/{_ns}/jobs", job, calls, figures, cancellationToken);
            await CompareStatusesAsync(calls, figures, cancellationToken);
            return figures;
        }
        finally
        {
            await server.DeleteNamespaceAsync(_ns, time, cancellationToken);
        }
    }

    /// <summary>The ConfigMap and the Job of a Task, without owner and pod, and with a selector, so that nothing acts on them.</summary>
    private async Task<(byte[] ConfigMap, byte[] Job)> BodiesAsync(CancellationToken cancellationToken)
    {
        V1Alpha1Task task = await server.CreateAsync(
            Ours + "/tasks",
            Encoding.UTF8.GetBytes(Manifests.Task(Placeholder)),
            ApiJson.Default.V1Alpha1Task,
            cancellationToken
        );
        V1Alpha1Agent agent = JsonSerializer.Deserialize(Manifests.Agent(), ApiJson.Default.V1Alpha1Agent)!;
        V1Alpha1Context context = JsonSerializer.Deserialize(Manifests.Context(), ApiJson.Default.V1Alpha1Context)!;
        (byte[] configMap, byte[] job) = new PlainWrites(_ns, agent, context, time).Start(task);
        return (Alone(configMap), Alone(job));
    }

    private static byte[] Alone(byte[] json)
    {
        JsonObject value = JsonNode.Parse(json)!.AsObject();
        value["metadata"]!.AsObject().Remove("ownerReferences");
        if (value["spec"] is JsonObject spec)
        {
            spec["parallelism"] = 0;
            spec["manualSelector"] = true;
            spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["bench"] = Placeholder } };
            JsonObject template = spec["template"]!["metadata"] as JsonObject ?? [];
            JsonObject labels = template["labels"] as JsonObject ?? [];
            labels["bench"] = Placeholder;
            template["labels"] = labels.Parent is null ? labels : labels.DeepClone();
            spec["template"]!["metadata"] = template.Parent is null ? template : template.DeepClone();
        }

        return Encoding.UTF8.GetBytes(value.ToJsonString());
    }

    private async Task CompareCreatesAsync(
        string what,
        string collection,
        byte[] json,
        int calls,
        List<BodyFigures> figures,
        CancellationToken cancellationToken
    )
    {
        byte[] checkedObject = await server.RawAsync(HttpMethod.Post, collection + "?dryRun=All", json, Json, Protobuf, cancellationToken);
        byte[] protobuf = ProtobufBodies.ToCreate(checkedObject);
        Way ours = Create("JSON", json, Json, Json),
            small = Create("only metadata as the answer", json, Json, MetadataOnly),
            binary = Create("protobuf, both ways", protobuf, Protobuf, Protobuf);
        figures.Add(await CompareAsync(what, ours, small, calls, cancellationToken));
        figures.Add(await CompareAsync(what, ours, binary, calls, cancellationToken));

        Way Create(string name, byte[] body, string mediaType, string accept) =>
            new(name, HttpMethod.Post, mediaType, accept, number => (collection, Named(body, number)));
    }

    /// <summary>Writes statuses of CronTasks: those exist, and each call changes one of them.</summary>
    private async Task CompareStatusesAsync(int calls, List<BodyFigures> figures, CancellationToken cancellationToken)
    {
        var cronTasks = new V1Alpha1CronTask[calls];
        await EachAsync(
            calls,
            async i =>
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"cron-{i:D5}");
                byte[] body = Encoding.UTF8.GetBytes(Manifests.CronTask(name, time.GetUtcNow()));
                cronTasks[i] = await server.CreateAsync(Ours + "/crontasks", body, ApiJson.Default.V1Alpha1CronTask, cancellationToken);
            },
            cancellationToken
        );
        Way update = Write("update", HttpMethod.Put, Json, Json),
            patch = Write("merge patch", HttpMethod.Patch, MergePatch, Json),
            small = Write("only metadata as the answer", HttpMethod.Put, Json, MetadataOnly);
        figures.Add(await CompareAsync("write a CronTask's status", update, small, calls, cancellationToken));
        figures.Add(await CompareAsync("write a CronTask's status", update, patch, calls, cancellationToken));

        Way Write(string name, HttpMethod method, string mediaType, string accept) =>
            new(name, method, mediaType, accept, Status)
            {
                Answered = (number, answer) =>
                    cronTasks[number % calls].Metadata.ResourceVersion = (string?)JsonNode.Parse(answer)!["metadata"]!["resourceVersion"],
            };

        (string Path, byte[] Body) Status(int number)
        {
            V1Alpha1CronTask cronTask = cronTasks[number % calls];
            DateTime at = DateTime.UnixEpoch + TimeSpan.FromMinutes(number);
            V1Alpha1CronTaskStatus status = new()
            {
                LastScheduleTime = at,
                NextScheduleTime = at + TimeSpan.FromDays(1),
                ObservedGeneration = 1,
            };
            byte[] body = StatusUpdates.Of(cronTask, status, ApiJson.Default.V1Alpha1CronTaskStatus);
            return ($"{Ours}/crontasks/{cronTask.Metadata.Name}/status", body);
        }
    }

    private async Task<BodyFigures> CompareAsync(string what, Way ours, Way other, int calls, CancellationToken cancellationToken)
    {
        stages.Begin($"{what}: {ours.Name}, {other.Name}");
        var mine = new List<double>();
        var others = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            mine.Add(await RoundAsync(ours, calls, cancellationToken));
            others.Add(await RoundAsync(other, calls, cancellationToken));
        }

        return new BodyFigures(what, ours.Name, other.Name, Median(mine), Median(others));
    }

    /// <returns>The API server's processor time for a call, in milliseconds.</returns>
    private async Task<double> RoundAsync(Way way, int calls, CancellationToken cancellationToken)
    {
        int first = _number;
        _number += calls;
        (string Path, byte[] Body)[] prepared = [.. Enumerable.Range(first, calls).Select(way.Call)];
        double before = await CpuSecondsAsync(cancellationToken);
        await EachAsync(
            calls,
            async i =>
            {
                (string path, byte[] body) = prepared[i];
                way.Answered(first + i, await server.RawAsync(way.Method, path, body, way.MediaType, way.Accept, cancellationToken));
            },
            cancellationToken
        );
        return (await CpuSecondsAsync(cancellationToken) - before) * 1000 / calls;
    }

    private async Task<double> CpuSecondsAsync(CancellationToken cancellationToken) =>
        double.Parse(
            CpuSeconds().Match(await server.TextAsync("metrics", cancellationToken)).Groups[1].Value,
            NumberStyles.Float,
            CultureInfo.InvariantCulture
        );

    private static Task EachAsync(int count, Func<int, Task> call, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, _) => await call(i)
        );

    /// <summary>The body with another name. It has the same length, so protobuf's lengths stay right.</summary>
    private static byte[] Named(byte[] body, int number)
    {
        byte[] named = [.. body];
        byte[] from = Encoding.ASCII.GetBytes(Placeholder),
            to = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"bodies-{number:D5}"));
        for (int at; (at = named.AsSpan().IndexOf(from)) >= 0 && number > 0; )
            to.CopyTo(named, at);
        return named;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    [GeneratedRegex("""^process_cpu_seconds_total (\S+)$""", RegexOptions.Multiline)]
    private static partial Regex CpuSeconds();
}
