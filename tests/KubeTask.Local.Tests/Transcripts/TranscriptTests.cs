using KubeTask.Testing.Transcripts;

namespace KubeTask.Local.Tests.Transcripts;

/// <summary>
/// Our server against what a real one said (hack/RecordTranscripts wrote it down). Accepted differences are in differences.yaml.
/// </summary>
public sealed class TranscriptTests(Replay replay) : IClassFixture<Replay>
{
    public static TheoryData<string, string> Exchanges()
    {
        var rows = new TheoryData<string, string>();
        foreach (Scenario scenario in Recordings.Scenarios())
        {
            foreach (RecordedExchange exchange in Recordings.Of(scenario.Theme).Exchanges)
                rows.Add(scenario.Theme, exchange.Name);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Our_server_answers_as_the_real_one_did(string theme, string name)
    {
        RecordedExchange recorded = Recordings.Of(theme).Exchanges.Single(e => e.Name == name);
        IReadOnlyList<JsonDifference> differences = await DifferencesAsync(theme, recorded);
        IReadOnlyList<AcceptedDifference> accepted = Recordings.Differences();
        var unknown = differences.Where(d => !accepted.Any(a => a.Covers(theme, name, d))).ToList();
        Assert.True(unknown.Count == 0, $"{theme}/{name}\n{recorded.Request}\n  " + string.Join("\n  ", unknown));
    }

    [Fact]
    public async Task Every_accepted_difference_still_occurs()
    {
        var differences = new List<(string Theme, string Name, JsonDifference Difference)>();
        foreach (string theme in Recordings.Scenarios().Select(s => s.Theme))
        {
            foreach (RecordedExchange recorded in Recordings.Of(theme).Exchanges)
                differences.AddRange((await DifferencesAsync(theme, recorded)).Select(d => (theme, recorded.Name, d)));
        }

        IEnumerable<AcceptedDifference> stale = Recordings
            .Differences()
            .Where(a => !differences.Any(d => a.Covers(d.Theme, d.Name, d.Difference)));
        Assert.Empty(stale);
    }

    [Fact]
    public void At_least_sixty_exchanges_are_recorded() =>
        Assert.True(Recordings.Scenarios().Sum(s => Recordings.Of(s.Theme).Exchanges.Count) >= 60);

    [Fact]
    public void Every_exchange_of_every_scenario_is_recorded() =>
        Assert.All(Recordings.Scenarios(), scenario =>
            Assert.Equal(
                scenario.Exchanges.Where(e => !e.Setup).Select(e => (e.Name, $"{e.Method} {e.Path}")),
                Recordings.Of(scenario.Theme).Exchanges.Select(e => (e.Name, e.Request))
            )
        );

    [Fact]
    public void Every_recorded_exchange_has_an_answer() =>
        Assert.All(Recordings.Scenarios().SelectMany(s => Recordings.Of(s.Theme).Exchanges), e => Assert.InRange(e.Status, 200, 599));

    private async Task<IReadOnlyList<JsonDifference>> DifferencesAsync(string theme, RecordedExchange recorded)
    {
        IReadOnlyList<RecordedExchange> answers = await replay.OfAsync(theme);
        return JsonDifference.Between(recorded, answers.Single(e => e.Name == recorded.Name));
    }
}
