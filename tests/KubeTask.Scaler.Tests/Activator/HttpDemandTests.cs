using KubeTask.Scaler.Activator;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Activator;

public sealed class HttpDemandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_that_follow_one_another_closely_are_heard_once()
    {
        var time = new FakeTimeProvider();
        using var demand = new HttpDemand(time);
        using HttpDemandSubscription heard = demand.Subscribe();
        for (int i = 0; i < 5; i++)
        {
            demand.Begin().Dispose();
            time.Advance(HttpDemand.Linger / 2);
        }

        await heard.NextAsync(Cancellation);
        Task another = heard.NextAsync(Cancellation);
        Assert.True(demand.Active);
        time.Advance(HttpDemand.Linger);
        Assert.False(demand.Active);
        Assert.False(another.IsCompleted);

        using IDisposable request = demand.Begin();
        await another;
        Assert.Equal(1, demand.Count);
    }

    [Fact]
    public async Task Who_subscribes_while_there_is_a_request_hears_of_it()
    {
        using var demand = new HttpDemand(new FakeTimeProvider());
        IDisposable request = demand.Begin();
        using HttpDemandSubscription heard = demand.Subscribe();

        await heard.NextAsync(Cancellation);

        request.Dispose();
        request.Dispose();
        Assert.Equal(0, demand.Count);
    }
}
