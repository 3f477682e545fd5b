using System.Net;
using System.Text.Json.Nodes;
using KubeTask.Core;
using KubeTask.Kubernetes.Api;
using KubeTask.Kubernetes.Cron;
using PocketKube.ApiServer.Faults;

namespace KubeTask.Kubernetes.Tests;

/// <summary>hazards.md, row 56: what a CronTask says and does while the API server refuses its Task.</summary>
public sealed class CronTaskRefusalTests
{
    private const string Quota = "tasks.kubetask.io \"c\" is forbidden: exceeded quota: few, used: 5, limited: 5";

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Forbidden", Quota)]
    [InlineData(HttpStatusCode.Conflict, "Conflict", "Operation cannot be fulfilled on resourcequotas \"few\"")]
    [InlineData(HttpStatusCode.InternalServerError, "InternalError", "failed calling webhook \"policy.example.com\": connection refused")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", "the server is currently unable to handle the request")]
    [InlineData(HttpStatusCode.GatewayTimeout, "Timeout", "the request did not complete within the allotted timeout")]
    public async Task Hazard_56_a_Task_that_is_refused_for_now_is_reported_once_and_created_when_it_can_be(
        HttpStatusCode code,
        string reason,
        string message
    )
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("for-now");
        string due = (string)(await server.StatusAsync(cron))["nextScheduleTime"]!;
        var api = new RefusingApi(server.Client) { Answer = new ApiError(code, reason, message, null) };
        CronTaskReconciler reconciler = FaultyServer.CronTasks(api, clock);

        // The scaler delivers the event again after each of these.
        for (int attempt = 0; attempt < 3; attempt++)
            Assert.False(await reconciler.ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));

        JsonObject waiting = await server.StatusAsync(cron);
        Assert.Equal(due, (string)waiting["nextScheduleTime"]!);
        Assert.Null(waiting["missed"]);
        foreach ((string type, string value) in new[] { ("Ready", "False"), ("Scheduled", "False"), ("Reconciling", "True") })
        {
            JsonNode condition = Condition(waiting, type)!;
            Assert.Equal((value, "Refused"), ((string)condition["status"]!, (string)condition["reason"]!));
            Assert.Contains(message, (string)condition["message"]!, StringComparison.Ordinal);
        }

        JsonNode reported = Assert.Single(await server.Api.ListAsync("Event", "for-now"))!;
        Assert.Equal(("Warning", "Refused"), ((string)reported["type"]!, (string)reported["reason"]!));

        api.Answer = null;
        Assert.True(await reconciler.ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));
        await server.AssertOneTaskAsync(cron);
        JsonObject after = await server.StatusAsync(cron);
        Assert.Equal("True", (string)Condition(after, "Ready")!["status"]!);
        Assert.Equal("True", (string)Condition(after, "Scheduled")!["status"]!);
        Assert.Null(Condition(after, "Reconciling"));
    }

    [Theory]
    [InlineData(HttpStatusCode.UnprocessableEntity, "Invalid")]
    [InlineData(HttpStatusCode.BadRequest, "BadRequest")]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge")]
    public async Task Hazard_56_a_Task_that_never_can_be_created_is_reported_and_the_schedule_continues(HttpStatusCode code, string reason)
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("for-good");
        string due = (string)(await server.StatusAsync(cron))["nextScheduleTime"]!;
        var api = new RefusingApi(server.Client) { Answer = new ApiError(code, reason, "metadata.labels: Invalid value: \"a b\"", null) };

        Assert.True(await FaultyServer.CronTasks(api, clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));

        JsonObject status = await server.StatusAsync(cron);
        Assert.NotEqual(due, (string)status["nextScheduleTime"]!);
        JsonNode missed = status["missed"]!;
        Assert.Equal((1, due, "Refused"), ((int)missed["count"]!, (string)missed["last"]!, (string)missed["reason"]!));
        foreach (string type in new[] { "Ready", "Scheduled" })
        {
            Assert.Equal("False", (string)Condition(status, type)!["status"]!);
            Assert.Contains("metadata.labels", (string)Condition(status, type)!["message"]!, StringComparison.Ordinal);
        }

        Assert.Equal("True", (string)Condition(status, "Stalled")!["status"]!);
    }

    [Fact]
    public async Task Hazard_56_another_message_of_the_API_server_changes_the_condition_and_makes_no_second_Event()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("changing");
        var api = new RefusingApi(server.Client);
        foreach (string used in new[] { "used: 5", "used: 6", "used: 7" })
        {
            api.Answer = new ApiError(HttpStatusCode.Forbidden, "Forbidden", $"exceeded quota, {used}", null);
            Assert.False(await FaultyServer.CronTasks(api, clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None));
        }

        Assert.EndsWith("used: 7", (string)Condition(await server.StatusAsync(cron), "Ready")!["message"]!, StringComparison.Ordinal);
        Assert.Single(await server.Api.ListAsync("Event", "changing"));
    }

    [Fact]
    public async Task Throttling_is_not_a_refusal_of_the_Task()
    {
        await using FaultyServer server = await FaultyServer.StartAsync(new FaultOptions());
        (ObjectKey cron, WallTime clock) = await server.NewCronTaskAsync("throttled");
        string before = (await server.StatusAsync(cron)).ToJsonString();
        var api = new RefusingApi(server.Client)
        {
            Answer = new ApiError(HttpStatusCode.TooManyRequests, "TooManyRequests", "try again later", null),
        };

        await Assert.ThrowsAsync<ApiException>(() =>
            FaultyServer.CronTasks(api, clock).ReconcileAsync(cron, CronTaskDelivery.Nothing, CancellationToken.None)
        );

        Assert.Equal(before, (await server.StatusAsync(cron)).ToJsonString());
    }

    private static JsonNode? Condition(JsonObject status, string type) =>
        status["conditions"]!.AsArray().SingleOrDefault(c => (string)c!["type"]! == type);
}
