using KubeTask.Scaler.Api;
using KubeTask.Scaler.Leading;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Leading;

/// <summary>Two that want one Lease, on a virtual clock against the local API server.</summary>
public sealed class LeaseServiceTests(LeaseFixture fixture) : IClassFixture<LeaseFixture>, IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<Candidate> _candidates = [];
    private readonly string _lease = "kubetask-scaler";

    public async ValueTask DisposeAsync()
    {
        foreach (Candidate candidate in _candidates)
            await candidate.DisposeAsync();
    }

    [Fact]
    public async Task The_second_scaler_waits_and_takes_over_at_once_when_the_leader_gives_the_Lease_back()
    {
        Candidate a = await StartAsync("a");
        await Eventually.That(() => a.Leadership.Leads, "a leads");
        Candidate b = await StartAsync("b");
        await PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((true, false), (a.Leadership.Leads, b.Leadership.Leads));
        await a.Service.StopAsync(CancellationToken.None);
        Assert.False(a.Leadership.Leads);
        await PassUntilAsync(TimeSpan.FromSeconds(3), () => b.Leadership.Leads);
    }

    [Fact]
    public async Task Hazard_21_a_leader_that_cannot_renew_stops_before_another_begins()
    {
        Candidate a = await StartAsync("a");
        await Eventually.That(() => a.Leadership.Leads, "a leads");
        Candidate b = await StartAsync("b");
        await PassAsync(TimeSpan.FromSeconds(6));
        CancellationToken term = await a.Leadership.TermAsync(TestContext.Current.CancellationToken);
        a.CutOff();
        TimeSpan gap = await PassUntilAsync(TimeSpan.FromSeconds(13), () => !a.Leadership.Leads);
        Assert.True(term.IsCancellationRequested);
        Assert.False(b.Leadership.Leads);
        TimeSpan taken = await PassUntilAsync(TimeSpan.FromSeconds(18), () => b.Leadership.Leads);
        Assert.True(gap + taken >= TimeSpan.FromSeconds(12), $"taken over after {gap + taken}, before the Lease ran out");
        Assert.False(a.Leadership.Leads);
    }

    [Fact]
    public async Task A_scaler_without_a_Lease_leads_from_the_start()
    {
        Candidate a = await StartAsync("a", name: null);
        await Eventually.That(() => a.Leadership.Leads, "a leads");
    }

    [Fact]
    public async Task A_missing_right_is_reported_and_the_scaler_does_not_lead()
    {
        // The chart's rights are for one name.
        Candidate a = await StartAsync("a", name: "another-name");
        await Eventually.That(
            () =>
                a.Logger.Lines.Any(l =>
                    l.StartsWith("the Lease kubetask-system/another-name can't be read or written: ", StringComparison.Ordinal)
                ),
            "the missing right is reported"
        );
        Assert.False(a.Leadership.Leads);
    }

    private async Task<Candidate> StartAsync(string identity, string? name = "")
    {
        var candidate = new Candidate(
            fixture,
            new LeaseSettings
            {
                Name = name is "" ? _lease : name,
                Namespace = LeaseFixture.Namespace,
                Identity = identity,
            },
            _time
        );
        _candidates.Add(candidate);
        await candidate.Service.StartAsync(TestContext.Current.CancellationToken);
        return candidate;
    }

    private Task<TimeSpan> PassAsync(TimeSpan span) => PassUntilAsync(span, null);

    /// <summary>Lets virtual time pass in small steps, each long enough in real time for what it sets off.</summary>
    private async Task<TimeSpan> PassUntilAsync(TimeSpan span, Func<bool>? condition)
    {
        DateTimeOffset start = _time.GetUtcNow();
        while (_time.GetUtcNow() - start < span)
        {
            if (condition?.Invoke() == true)
                return _time.GetUtcNow() - start;
            Assert.True(_candidates.Count(c => c.Leadership.Leads) <= 1, "two lead at once");
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        if (condition is not null)
            await Eventually.That(condition, $"it happens within {span.TotalSeconds} s");
        return span;
    }

    private sealed class Candidate : IAsyncDisposable
    {
        private readonly KubernetesApi _api;

        public Candidate(LeaseFixture fixture, LeaseSettings settings, TimeProvider time)
        {
            _api = new KubernetesApi(fixture.Scaler);
            Service = new LeaseService(_api, Leadership, settings, time, new Random(7), Logger);
        }

        public Leadership Leadership { get; } = new();

        public RecordingLogger<LeaseService> Logger { get; } = new();

        public LeaseService Service { get; }

        /// <summary>Its requests no longer get through.</summary>
        public void CutOff() => _api.Dispose();

        public async ValueTask DisposeAsync()
        {
            await Service.StopAsync(CancellationToken.None);
            Service.Dispose();
            Leadership.Dispose();
            _api.Dispose();
        }
    }
}
