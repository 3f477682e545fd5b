using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using KubeTask.Keda;
using KubeTask.Scaler.Hosting;
using KubeTask.Scaler.Leading;
using KubeTask.Scaler.Tests.Delivery;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KubeTask.Scaler.Tests.Leading;

/// <summary>Two whole scalers on one API server: one delivers, both answer KEDA.</summary>
public sealed class TwoScalersTests(LeaseFixture fixture) : IClassFixture<LeaseFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hazard_21_when_the_leader_stops_the_other_scaler_delivers_and_both_answer_KEDA_meanwhile()
    {
        await using var functions = new FakeFunctions();
        await functions.WakeAsync();
        await using WebApplication first = await StartAsync(functions, "first");
        await Eventually.That(() => Leads(first), "the first leads");
        await using WebApplication second = await StartAsync(functions, "second");
        await CreateTaskAsync("one");
        await Eventually.That(() => functions.Events.Any(e => e.Event.Subject == "default/one"), "the Task is delivered");
        foreach (WebApplication scaler in new[] { first, second })
        {
            using var channel = GrpcChannel.ForAddress(scaler.Urls.First());
            await Eventually.That(
                () => new ExternalScaler.ExternalScalerClient(channel).IsActive(new ScaledObjectRef()).Result,
                "KEDA sees that there is work"
            );
            Assert.Equal(
                HealthCheckResponse.Types.ServingStatus.Serving,
                (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancellation)).Status
            );
        }

        Assert.Equal((true, false), (Leads(first), Leads(second)));
        await first.StopAsync(Cancellation);
        await Eventually.That(() => Leads(second), "the second leads");
        await CreateTaskAsync("two");
        await Eventually.That(() => functions.Events.Any(e => e.Event.Subject == "default/two"), "the second delivers");
        await second.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Health_is_reported_by_service_name_and_its_stream_ends_with_the_process()
    {
        await using var functions = new FakeFunctions();
        await using WebApplication scaler = await StartAsync(functions, "alone");
        using var channel = GrpcChannel.ForAddress(scaler.Urls.First());
        var health = new Health.HealthClient(channel);
        using AsyncServerStreamingCall<HealthCheckResponse> watch = health.Watch(
            new HealthCheckRequest { Service = "externalscaler.ExternalScaler" },
            cancellationToken: Cancellation
        );
        while (
            await watch.ResponseStream.MoveNext(Cancellation)
            && watch.ResponseStream.Current.Status != HealthCheckResponse.Types.ServingStatus.Serving
        ) { }

        RpcException unknown = await Assert.ThrowsAsync<RpcException>(async () =>
            await health.CheckAsync(new HealthCheckRequest { Service = "other" }, cancellationToken: Cancellation)
        );
        Assert.Equal(
            (StatusCode.NotFound, "service: \"other\" is unknown; write nothing, or externalscaler.ExternalScaler"),
            (unknown.StatusCode, unknown.Status.Detail)
        );
        Task stop = scaler.StopAsync(Cancellation);
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.False(await watch.ResponseStream.MoveNext(Cancellation));
        await stop;
    }

    private static bool Leads(WebApplication scaler) => scaler.Services.GetRequiredService<Leadership>().Leads;

    private async Task<WebApplication> StartAsync(FakeFunctions functions, string identity)
    {
        var settings = new ScalerSettings
        {
            FunctionsUrl = functions.Address,
            Listen = IPAddress.Loopback,
            GrpcPort = 0,
            HttpPort = 0,
            Parallelism = 4,
            WatchSilence = TimeSpan.FromSeconds(60),
            JsonLog = false,
            ExitWithStdin = false,
        };
        WebApplication scaler = ScalerHost.Build(
            settings,
            fixture.Scaler,
            _ => { },
            services =>
                services.AddSingleton(
                    new LeaseSettings
                    {
                        Name = "kubetask-scaler",
                        Namespace = LeaseFixture.Namespace,
                        Identity = identity,
                        RenewPeriod = TimeSpan.FromMilliseconds(500),
                        RetryPeriod = TimeSpan.FromMilliseconds(200),
                    }
                )
        );
        await scaler.StartAsync(Cancellation);
        return scaler;
    }

    private async Task CreateTaskAsync(string name)
    {
        using var admin = new k8s.Kubernetes(fixture.Admin);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(admin.BaseUri, "apis/kubetask.io/v1alpha1/namespaces/default/tasks")
        )
        {
            Content = new StringContent(
                $$$"""{"apiVersion":"kubetask.io/v1alpha1","kind":"Task","metadata":{"name":"{{{name}}}"},"spec":{"description":"x"}}""",
                System.Text.Encoding.UTF8,
                "application/json"
            ),
        };
        await admin.Credentials.ProcessHttpRequestAsync(request, Cancellation);
        using HttpResponseMessage response = await admin.HttpClient.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }
}
