using System.Text.Json;
using KubeTask.Git;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Tests.Units;

public sealed class ReportTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("日")]
    [InlineData("🙂")]
    [InlineData("\"")]
    public void A_long_message_is_cut_between_characters(string letter)
    {
        byte[] json = Report.ToJson(
            new FetchReport { Reason = GitReason.FetchFailed, Message = string.Concat(Enumerable.Repeat(letter, 10_000)) }
        );

        Assert.InRange(json.Length, 2000, FetchReport.MaxBytes);
        FetchReport report = JsonSerializer.Deserialize(json, FetchJson.Default.FetchReport)!;
        Assert.Equal(GitReason.FetchFailed, report.Reason);
        Assert.EndsWith(letter + " …", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\ufffd', report.Message!);
    }

    [Fact]
    public void A_short_one_stays_as_it_is()
    {
        byte[] json = Report.ToJson(
            new FetchReport { Contexts = [new CheckedOut { Context = "team/docs", Commit = new string('a', 40) }] }
        );

        Assert.Equal(
            $$"""{"contexts":[{"context":"team/docs","commit":"{{new string('a', 40)}}"}]}""",
            System.Text.Encoding.UTF8.GetString(json)
        );
    }
}
