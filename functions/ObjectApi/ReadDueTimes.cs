using System.Globalization;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Core.Cron;
using KubeTask.Core.Outcomes;
using KubeTask.Functions.TaskApi;
using KubeTask.Hosting;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Callers;

namespace KubeTask.Functions.ObjectApi;

/// <summary>The next due times of a CronTask's schedule, whether it is suspended or not.</summary>
public sealed class ReadDueTimes(CallerApi api, RequestBoundary boundary, NamespaceCheck namespaces, TimeProvider time)
{
    private const int DefaultCount = 5;
    private const int MostTimes = 100;

    internal static readonly QueryParameter Count = new("count", "count=5");

    public Task RunAsync(HttpContext context, string ns, string name, string? count) =>
        boundary.AnswerAsync(context, ns, name, [Count], async token =>
        {
            int wanted = DefaultCount;
            if (
                count is not null
                && !(int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out wanted) && wanted is >= 1 and <= MostTimes)
            )
            {
                return Count.Wrong($"must be a whole number from 1 to {MostTimes}");
            }

            var key = new ObjectKey(ns, name);
            (JsonObject? cronTask, Refusal? refusal) = await api.GetAsync(token, ApiPaths.CronTask(key), context.RequestAborted);
            if (cronTask is null)
                return await namespaces.ExplainAsync(token, key, refusal!, context.RequestAborted);
            JsonNode? spec = cronTask["spec"];
            Result<Schedule> parsed = Schedule.Parse((string?)spec?["schedule"] ?? "", (string?)spec?["timeZone"]);
            if (!parsed.Succeeded(out Schedule? schedule, out Problem? problem))
                return HttpProblem.Of(StatusCodes.Status422UnprocessableEntity, problem.Message);
            var answer = new JsonObject { ["times"] = new JsonArray([.. TimesOf(schedule, wanted)]) };
            await TaskAnswer.WriteAsync(context, StatusCodes.Status200OK, answer);
            return null;
        });

    private IEnumerable<JsonNode?> TimesOf(Schedule schedule, int count)
    {
        DateTime? at = time.GetUtcNow().UtcDateTime;
        for (int i = 0; i < count && (at = schedule.After(at.Value)) is { } next; i++)
            yield return next.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
