using KubeTask.Core.Api;
using KubeTask.Kubernetes.Api;

namespace KubeTask.Kubernetes.Tests;

/// <summary>Reads that the API server may answer from its cache.</summary>
public sealed class CachedReadsTests
{
    private const string Context = """{"metadata":{"name":"c","namespace":"ns"},"spec":{"type":"Inline"}}""";
    private const string List = """{"metadata":{},"items":[{"metadata":{"name":"t","namespace":"ns"},"spec":{}}]}""";

    [Fact]
    public async Task An_object_in_the_cache_is_read_once()
    {
        AnsweringApi api = new AnsweringApi().With("contexts/c?resourceVersion=5", Context);
        Assert.Equal("c", (await GetAsync(api, "5"))?.Metadata.Name);
        Assert.Equal(["contexts/c?resourceVersion=5"], api.Paths);
    }

    [Fact]
    public async Task An_object_that_the_cache_lacks_is_read_from_etcd()
    {
        AnsweringApi api = new AnsweringApi().With("contexts/c", Context);
        Assert.NotNull(await GetAsync(api, "5"));
        Assert.Equal(["contexts/c?resourceVersion=5", "contexts/c"], api.Paths);
    }

    [Fact]
    public async Task A_cache_that_is_behind_is_not_waited_for_again()
    {
        AnsweringApi api = new AnsweringApi { Behind = "contexts/c?resourceVersion=5" }.With("contexts/c", Context);
        Assert.NotNull(await GetAsync(api, "5"));
        Assert.Equal(["contexts/c?resourceVersion=5", "contexts/c"], api.Paths);
    }

    [Fact]
    public async Task Without_a_resourceVersion_the_newest_state_is_read()
    {
        var api = new AnsweringApi();
        Assert.Null(await GetAsync(api, null));
        Assert.Equal(["contexts/c"], api.Paths);
    }

    [Theory]
    [InlineData("5", "tasks?labelSelector=a&resourceVersion=5&resourceVersionMatch=NotOlderThan")]
    [InlineData("0", "tasks?labelSelector=a&resourceVersion=0")]
    [InlineData(null, "tasks?labelSelector=a&limit=500")]
    public async Task A_list_says_how_old_it_may_be(string? notBefore, string path)
    {
        AnsweringApi api = new AnsweringApi().With(path, List);
        Assert.Equal(["t"], await ListAsync(api, notBefore));
        Assert.Equal([path], api.Paths);
    }

    [Fact]
    public async Task A_list_for_which_the_cache_is_behind_comes_in_pages_from_etcd()
    {
        const string Cached = "tasks?labelSelector=a&resourceVersion=5&resourceVersionMatch=NotOlderThan";
        AnsweringApi api = new AnsweringApi { Behind = Cached }.With("tasks?labelSelector=a&limit=500", List);
        Assert.Equal(["t"], await ListAsync(api, "5"));
        Assert.Equal([Cached, "tasks?labelSelector=a&limit=500"], api.Paths);
    }

    private static Task<V1Alpha1Context?> GetAsync(AnsweringApi api, string? notBefore) =>
        api.GetNotOlderAsync("contexts/c", notBefore, ApiJson.Default.V1Alpha1Context, CancellationToken.None);

    private static async Task<string[]> ListAsync(AnsweringApi api, string? notBefore) =>
        [
            .. (
                await api.ListNotOlderAsync<V1Alpha1TaskList, V1Alpha1Task>(
                    "tasks?labelSelector=a",
                    notBefore,
                    ApiJson.Default.V1Alpha1TaskList,
                    CancellationToken.None
                )
            ).Select(t => t.Metadata.Name),
        ];
}
