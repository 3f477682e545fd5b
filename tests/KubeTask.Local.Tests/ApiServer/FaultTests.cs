using PocketKube.ApiServer.Faults;

namespace KubeTask.Local.Tests.ApiServer;

public sealed class FaultTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_stored()
    {
        await using ServerFixture server = await ServerFixture.StartAsync(o => o with { Faults = new FaultOptions { LostAnswer = 1 } });
        using HttpClient client = server.Client();
        _ = await Assert.ThrowsAsync<HttpRequestException>(() => CreateAsync(client));
        (int code, System.Text.Json.Nodes.JsonObject _) = await ServerFixture.SendAsync(client, "GET", $"{ConfigMaps}/a");
        Assert.Equal(200, code);
    }

    [Fact]
    public async Task A_429_has_a_Retry_After()
    {
        await using ServerFixture server = await ServerFixture.StartAsync(o =>
            o with
            {
                Faults = new FaultOptions { TooManyRequests = 1, RetryAfterSeconds = 7 },
            }
        );
        using HttpClient client = server.Client();
        using HttpResponseMessage answer = await client.GetAsync(
            new Uri(ConfigMaps, UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(429, (int)answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_duplicated_watch_event_arrives_twice()
    {
        await using ServerFixture server = await ServerFixture.StartAsync(o =>
            o with
            {
                Faults = new FaultOptions { DuplicatedEvent = 1 },
            }
        );
        using HttpClient client = server.Client();
        using WatchReader watch = await WatchReader.OpenAsync(client, $"{ConfigMaps}?watch=true");
        _ = await CreateAsync(client);
        Assert.Equal("ADDED a", await watch.NextTextAsync());
        Assert.Equal("ADDED a", await watch.NextTextAsync());
    }

    [Fact]
    public async Task The_same_seed_injects_the_same_faults()
    {
        Assert.Equal(await CodesAsync(), await CodesAsync());

        static async Task<List<int>> CodesAsync()
        {
            await using ServerFixture server = await ServerFixture.StartAsync(o =>
                o with
                {
                    Faults = new FaultOptions { Seed = 5, Unavailable = 0.5 },
                }
            );
            using HttpClient client = server.Client();
            var codes = new List<int>();
            for (int i = 0; i < 20; i++)
                codes.Add((await ServerFixture.SendAsync(client, "GET", ConfigMaps)).Code);

            Assert.Contains(200, codes);
            Assert.Contains(503, codes);
            return codes;
        }
    }

    private static Task<(int Code, System.Text.Json.Nodes.JsonObject Body)> CreateAsync(HttpClient client) =>
        ServerFixture.SendAsync(client, "POST", ConfigMaps, """{"metadata":{"name":"a"}}""");
}
