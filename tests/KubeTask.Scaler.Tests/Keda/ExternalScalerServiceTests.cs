using System.Net;
using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using k8s;
using KubeTask.Keda;
using KubeTask.Scaler.Hosting;
using KubeTask.Scaler.Index;
using KubeTask.Scaler.Index.Queue;
using KubeTask.Scaler.Tests.Index;
using KubeTask.Scaler.Tests.Watching;
using KubeTask.Scaler.Watching;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KubeTask.Scaler.Tests.Keda;

/// <summary>The whole scaler, asked by a real gRPC client over a socket as KEDA asks.</summary>
public sealed class ExternalScalerServiceTests : IAsyncLifetime
{
    private ScriptedApiServer _server = null!;
    private WebApplication _scaler = null!;
    private GrpcChannel _channel = null!;
    private ExternalScaler.ExternalScalerClient _keda = null!;
    private int _version = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private WorkIndex Index => _scaler.Services.GetRequiredService<WorkIndex>();

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedApiServer.StartAsync();
        var settings = new ScalerSettings
        {
            FunctionsUrl = new Uri("http://127.0.0.1:1"),
            Listen = IPAddress.Loopback,
            GrpcPort = 0,
            HttpPort = 0,
            Parallelism = 1,
            WatchSilence = TimeSpan.FromSeconds(60),
            JsonLog = false,
            ExitWithStdin = false,
        };
        _scaler = ScalerHost.Build(settings, new KubernetesClientConfiguration { Host = _server.Address }, _ => { });
        await _scaler.StartAsync(Cancellation);
        _channel = GrpcChannel.ForAddress(_scaler.Urls.First());
        _keda = new ExternalScaler.ExternalScalerClient(_channel);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _scaler.StopAsync(CancellationToken.None);
        await _scaler.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task GetMetricSpec_is_answered_before_anything_is_listed()
    {
        Assert.Equal(("kubetask-work", 10L, 10.0), await SpecAsync());
        Assert.Equal(("kubetask-work", 25L, 25.0), await SpecAsync(("targetSize", "25"), ("scalerAddress", "x:1")));
    }

    [Fact]
    public async Task KEDA_gets_no_answer_about_work_before_the_first_lists()
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await _keda.IsActiveAsync(Reference(), cancellationToken: Cancellation)
        );
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await _keda.GetMetricsAsync(new GetMetricsRequest { ScaledObjectRef = Reference() }, cancellationToken: Cancellation)
        );
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        using var http = new HttpClient { BaseAddress = new Uri(_scaler.Urls.Last()) };
        Assert.Equal(
            HttpStatusCode.ServiceUnavailable,
            (await http.GetAsync(new Uri("/readyz", UriKind.Relative), Cancellation)).StatusCode
        );
        Assert.Equal("ok", await http.GetStringAsync(new Uri("/healthz", UriKind.Relative), Cancellation));
    }

    [Fact]
    public async Task Calls_in_KEDAs_order_report_the_work_by_workload()
    {
        Sync();
        Assert.False((await _keda.IsActiveAsync(Reference(), cancellationToken: Cancellation)).Result);
        Add("a");
        Add("b");
        Assert.Equal((2L, 2.0), await MetricAsync());
        Assert.True((await _keda.IsActiveAsync(Reference(), cancellationToken: Cancellation)).Result);
        Assert.Equal((2L, 2.0), await MetricAsync(("workload", "tasks")));
        Assert.Equal((0L, 0.0), await MetricAsync(("workload", "jobs")));
        Assert.False((await _keda.IsActiveAsync(Reference(("workload", "jobs")), cancellationToken: Cancellation)).Result);
        Remove("a");
        Remove("b");
        // An event in flight counts until its delivery has ended.
        await Eventually.That(() => Index.Count(WorkFilter.All) == 0, "no event is in flight");
        Assert.Equal((0L, 0.0), await MetricAsync());
        Assert.False((await _keda.IsActiveAsync(Reference(), cancellationToken: Cancellation)).Result);
    }

    [Fact]
    public async Task An_HTTP_request_is_work_for_the_workloads_http_and_all()
    {
        Sync();
        IHttpDemand demand = _scaler.Services.GetRequiredService<IHttpDemand>();
        using AsyncServerStreamingCall<IsActiveResponse> http = _keda.StreamIsActive(
            Reference(("workload", "http")),
            cancellationToken: Cancellation
        );
        using AsyncServerStreamingCall<IsActiveResponse> all = _keda.StreamIsActive(Reference(), cancellationToken: Cancellation);
        using AsyncServerStreamingCall<IsActiveResponse> tasks = _keda.StreamIsActive(
            Reference(("workload", "tasks")),
            cancellationToken: Cancellation
        );
        await Task.WhenAll(http.ResponseHeadersAsync, all.ResponseHeadersAsync, tasks.ResponseHeadersAsync);
        Task<bool> unheard = tasks.ResponseStream.MoveNext(Cancellation);

        using IDisposable request = demand.Enter();

        Assert.True(await http.ResponseStream.MoveNext(Cancellation) && http.ResponseStream.Current.Result);
        Assert.True(await all.ResponseStream.MoveNext(Cancellation) && all.ResponseStream.Current.Result);
        Assert.Equal((1L, 1.0), await MetricAsync());
        Assert.Equal((1L, 1.0), await MetricAsync(("workload", "http")));
        Assert.Equal((0L, 0.0), await MetricAsync(("workload", "tasks")));
        Assert.True((await _keda.IsActiveAsync(Reference(("workload", "http")), cancellationToken: Cancellation)).Result);
        Assert.False((await _keda.IsActiveAsync(Reference(("workload", "tasks")), cancellationToken: Cancellation)).Result);
        Assert.False(unheard.IsCompleted);
    }

    [Fact]
    public async Task Hazard_20_the_stream_pushes_existing_work_and_then_only_work_after_there_was_none()
    {
        Sync();
        Add("a");
        (AsyncServerStreamingCall<IsActiveResponse> call, ChannelReader<bool> pushed) = Open();
        using (call)
        {
            Assert.True(await pushed.ReadAsync(Cancellation));
            Add("b");
            Add("c");
            await MetricAsync();
            Remove("a");
            Remove("b");
            Remove("c");
            Add("d");
            Assert.True(await pushed.ReadAsync(Cancellation));
            await MetricAsync();
            Assert.False(pushed.TryRead(out _));
        }
    }

    [Fact]
    public async Task Hazard_20_a_stream_without_work_is_silent_until_work_appears()
    {
        Sync();
        (AsyncServerStreamingCall<IsActiveResponse> call, ChannelReader<bool> pushed) = Open();
        using (call)
        {
            await call.ResponseHeadersAsync;
            await MetricAsync();
            Assert.False(pushed.TryRead(out _));
            Add("a");
            Assert.True(await pushed.ReadAsync(Cancellation));
        }
    }

    [Fact]
    public async Task The_stream_of_metric_specs_says_what_GetMetricSpec_says_and_stays_open_until_the_shutdown()
    {
        using AsyncServerStreamingCall<GetMetricSpecResponse> call = _keda.StreamMetricSpec(
            Reference(("targetSize", "25")),
            cancellationToken: Cancellation
        );
        Assert.True(await call.ResponseStream.MoveNext(Cancellation));
        MetricSpec spec = Assert.Single(call.ResponseStream.Current.MetricSpecs);
        Assert.Equal(("kubetask-work", 25L, 25.0), (spec.MetricName, spec.TargetSize, spec.TargetSizeFloat));
        Task<bool> next = call.ResponseStream.MoveNext(Cancellation);
        await SpecAsync();
        Assert.False(next.IsCompleted);
        await _scaler.StopAsync(Cancellation);
        Assert.False(await next.WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_shutdown_ends_the_stream_cleanly()
    {
        Sync();
        (AsyncServerStreamingCall<IsActiveResponse> call, ChannelReader<bool> pushed) = Open();
        using (call)
        {
            await call.ResponseHeadersAsync;
            await _scaler.StopAsync(Cancellation);
            await pushed.Completion.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
            Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        }
    }

    [Theory]
    [InlineData("targetSize", "0")]
    [InlineData("targetSize", "-3")]
    [InlineData("targetSize", "ten")]
    [InlineData("targetSize", "99999999999999999999")]
    [InlineData("workload", "timers")]
    public async Task An_unusable_trigger_setting_is_an_invalid_argument_that_names_the_setting(string key, string value)
    {
        Sync();
        ScaledObjectRef reference = Reference((key, value));
        using AsyncServerStreamingCall<IsActiveResponse> stream = _keda.StreamIsActive(reference, cancellationToken: Cancellation);
        RpcException[] refused =
        [
            await Assert.ThrowsAsync<RpcException>(async () => await _keda.GetMetricSpecAsync(reference, cancellationToken: Cancellation)),
            await Assert.ThrowsAsync<RpcException>(async () =>
                await _keda.GetMetricsAsync(new GetMetricsRequest { ScaledObjectRef = reference }, cancellationToken: Cancellation)
            ),
            await Assert.ThrowsAsync<RpcException>(async () => await _keda.IsActiveAsync(reference, cancellationToken: Cancellation)),
            await Assert.ThrowsAsync<RpcException>(async () => await stream.ResponseStream.MoveNext(Cancellation)),
        ];
        Assert.All(refused, r => Assert.Equal(StatusCode.InvalidArgument, r.StatusCode));
        Assert.All(refused, r => Assert.StartsWith($"{key}: \"{value}\"", r.Status.Detail, StringComparison.Ordinal));
    }

    private static ScaledObjectRef Reference(params (string Key, string Value)[] metadata)
    {
        var reference = new ScaledObjectRef { Name = "kubetask-functions", Namespace = "kubetask-system" };
        foreach ((string key, string value) in metadata)
            reference.ScalerMetadata.Add(key, value);
        return reference;
    }

    private (AsyncServerStreamingCall<IsActiveResponse> Call, ChannelReader<bool> Pushed) Open()
    {
        AsyncServerStreamingCall<IsActiveResponse> call = _keda.StreamIsActive(Reference(), cancellationToken: Cancellation);
        var pushed = Channel.CreateUnbounded<bool>();
        async Task ReadAsync()
        {
            try
            {
                await foreach (IsActiveResponse response in call.ResponseStream.ReadAllAsync(Cancellation))
                    pushed.Writer.TryWrite(response.Result);
                pushed.Writer.TryComplete();
            }
            catch (RpcException e)
            {
                pushed.Writer.TryComplete(e);
            }
        }

        _ = ReadAsync();
        return (call, pushed.Reader);
    }

    private void Sync()
    {
        Index.Sync();
    }

    private void Add(string name) => Index.Apply(WatchChange.Added, Observations.Task(name, ++_version));

    private void Remove(string name) => Index.Apply(WatchChange.Deleted, Observations.Task(name, ++_version));

    private async Task<(string, long, double)> SpecAsync(params (string, string)[] metadata)
    {
        MetricSpec spec = Assert.Single((await _keda.GetMetricSpecAsync(Reference(metadata), cancellationToken: Cancellation)).MetricSpecs);
        return (spec.MetricName, spec.TargetSize, spec.TargetSizeFloat);
    }

    private async Task<(long, double)> MetricAsync(params (string, string)[] metadata)
    {
        GetMetricsResponse answer = await _keda.GetMetricsAsync(
            new GetMetricsRequest { ScaledObjectRef = Reference(metadata), MetricName = "kubetask-work" },
            cancellationToken: Cancellation
        );
        MetricValue value = Assert.Single(answer.MetricValues);
        return (value.MetricValue_, value.MetricValueFloat);
    }
}
