using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;
using Microsoft.Extensions.Time.Testing;

namespace KubeTask.Kubernetes.Tests;

/// <summary>Objects that are used again without a read, as long as they aren't older than what was seen.</summary>
public sealed class RecentObjectsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly AnsweringApi _api = new();
    private readonly RecentObjects _recent;

    public RecentObjectsTests() => _recent = new RecentObjects(_time);

    [Theory]
    [InlineData("5")]
    [InlineData("4")]
    public async Task An_object_is_used_again_if_nothing_newer_was_seen(string seen)
    {
        Answer("c", "5", "first");
        await ReadAsync("c", "5");
        Answer("c", seen, "second");
        Assert.Equal("first", await ReadAsync("c", seen));
        Assert.Equal(["contexts/c?resourceVersion=5"], _api.Paths);
    }

    [Fact]
    public async Task An_object_is_read_again_once_something_newer_was_seen()
    {
        Answer("c", "9", "first");
        await ReadAsync("c", "9");
        Answer("c", "10", "second");
        Assert.Equal("second", await ReadAsync("c", "10"));
    }

    [Fact]
    public async Task An_object_is_read_again_after_ten_seconds_even_if_the_senders_view_stands_still()
    {
        Answer("c", "5", "first");
        await ReadAsync("c", "5");
        _time.Advance(RecentObjects.KeptFor);
        Answer("c", "5", "second");
        Assert.Equal("second", await ReadAsync("c", "5"));
    }

    [Theory]
    [InlineData(null, "contexts/c")]
    [InlineData("opaque", "contexts/c?resourceVersion=opaque")]
    public async Task Nothing_is_kept_for_a_view_that_cannot_be_compared(string? seen, string path)
    {
        Answer("c", seen, "first");
        await ReadAsync("c", seen);
        await ReadAsync("c", seen);
        Assert.Equal([path, path], _api.Paths);
    }

    [Fact]
    public async Task A_missing_object_is_looked_for_each_time()
    {
        Assert.Null(await ReadAsync("c", "5"));
        Answer("c", "5", "made");
        Assert.Equal("made", await ReadAsync("c", "5"));
    }

    [Fact]
    public async Task An_object_that_may_not_be_kept_is_read_each_time()
    {
        Answer("c", "5", "first");
        await ReadAsync("c", "5", mayKeep: false);
        Answer("c", "5", "second");
        Assert.Equal("second", await ReadAsync("c", "5"));
    }

    [Fact]
    public async Task No_more_than_64_objects_are_kept()
    {
        for (int i = 0; i <= 64; i++)
        {
            Answer($"c{i}", "5", "x");
            await ReadAsync($"c{i}", "5");
        }

        _api.Paths.Clear();
        await ReadAsync("c63", "5");
        Assert.Empty(_api.Paths);
        await ReadAsync("c64", "5");
        Assert.Single(_api.Paths);
        _time.Advance(RecentObjects.KeptFor);
        await ReadAsync("c64", "5");
        _api.Paths.Clear();
        await ReadAsync("c64", "5");
        Assert.Empty(_api.Paths);
    }

    private void Answer(string name, string? seen, string content) =>
        _api.With(
            seen is null ? $"contexts/{name}" : $"contexts/{name}?resourceVersion={seen}",
            $$"""{"metadata":{"name":"{{name}}","namespace":"ns"},"spec":{"type":"Inline","inline":{"content":"{{content}}"} } }"""
        );

    private async Task<string?> ReadAsync(string name, string? seen, bool mayKeep = true) =>
        (await _recent.GetAsync(_api, $"contexts/{name}", seen, ApiJson.Default.V1Alpha1Context, _ => mayKeep, CancellationToken.None))
            ?.Spec
            .Inline
            ?.Content;
}
