using KubeTask.Scaler.Activator;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Scaler.Tests.Activator;

public sealed class LingeringDemandTests
{
    [Fact]
    public void Requests_in_close_succession_count_as_one_demand()
    {
        var time = new FakeTimeProvider();
        var counted = new CountingDemand();
        using var demand = new LingeringDemand(counted, time);
        for (int i = 0; i < 5; i++)
        {
            demand.Enter().Dispose();
            Assert.Equal(1, counted.Count);
            time.Advance(LingeringDemand.Linger / 2);
        }

        Assert.Equal((1, 1), (counted.Count, counted.Appearances));
        time.Advance(LingeringDemand.Linger);
        Assert.Equal(0, counted.Count);

        using (demand.Enter())
        {
            time.Advance(LingeringDemand.Linger * 3);
            Assert.Equal((1, 2), (counted.Count, counted.Appearances));
        }
    }

    [Fact]
    public void A_request_that_is_ended_twice_is_counted_once()
    {
        var time = new FakeTimeProvider();
        var counted = new CountingDemand();
        using var demand = new LingeringDemand(counted, time);
        IDisposable first = demand.Enter(),
            second = demand.Enter();
        Assert.Equal(2, counted.Count);

        first.Dispose();
        first.Dispose();
        Assert.Equal(1, counted.Count);
        second.Dispose();
        time.Advance(LingeringDemand.Linger);
        Assert.Equal(0, counted.Count);
    }
}
