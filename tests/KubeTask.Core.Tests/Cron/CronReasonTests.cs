using System.Reflection;
using System.Text.RegularExpressions;
using KubeTask.Core.Api;
using KubeTask.Core.Cron;
using KubeTask.Core.Outcomes;

namespace KubeTask.Core.Tests.Cron;

/// <summary>
/// Every reason of a CronTask occurs in a case, except the one that is about the machine, and has a row that explains it.
/// </summary>
public sealed partial class CronReasonTests
{
    private static readonly string[] s_reasons =
    [
        .. typeof(CronTaskReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!),
    ];

    [Fact]
    public void Every_CronTask_reason_occurs_in_a_case()
    {
        string given = string.Join(
            '\n',
            Directory
                .GetDirectories(RepositoryRoot.Combine("tests", "KubeTask.Core.Tests", "cases", "crontask"))
                .Select(d => File.ReadAllText(Path.Combine(d, "expected.yaml")))
        );
        Assert.NotEmpty(s_reasons);
        Assert.Equal(
            [CronTaskReason.TimeZoneDataMissing],
            s_reasons.Where(r =>
                !given.Contains($" {r}:", StringComparison.Ordinal) && !given.Contains($"reason: {r}\n", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void Every_reason_is_explained_once_and_nothing_else_is() =>
        Assert.Equal(
            s_reasons.Order(),
            File.ReadLines(RepositoryRoot.Combine("docs", "crontask.md"))
                .SkipWhile(l => l != "## Reasons")
                .TakeWhile(l => l != "## What wakes it")
                .Select(l => Row().Match(l))
                .Where(m => m.Success)
                .Select(m => m.Groups[1].Value)
                .Order()
        );

    [Fact]
    public void Missing_time_zone_data_is_not_reported_as_an_unknown_time_zone()
    {
        Assert.False(TimeZones.Find("Europe/Berlin", _ => null).Succeeded(out _, out Problem? problem));

        Assert.Equal(CronTaskReason.TimeZoneDataMissing, problem.Reason);
        Assert.Equal(ConditionType.Scheduled, problem.Condition);
        Assert.Contains("install the package tzdata", problem.Message, StringComparison.Ordinal);
        Assert.True(TimeZones.Find(null, _ => null).Succeeded(out TimeZoneInfo? utc, out _));
        Assert.Equal(TimeZoneInfo.Utc, utc);
    }

    /// <summary>hazards.md, row 17, and no object can name a path: a text that is not a zone name is never looked up.</summary>
    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("Local")]
    [InlineData("localtime")]
    [InlineData("posixrules")]
    [InlineData("right/UTC")]
    [InlineData("Europe/../Europe/Berlin")]
    [InlineData("zone.tab")]
    [InlineData("Europe/Berlin\n")]
    [InlineData("Europe//Berlin")]
    public void Hazard_17_a_text_that_is_not_a_zone_name_is_never_looked_up(string name)
    {
        Assert.False(TimeZones.Find(name, _ => throw new InvalidOperationException("looked up")).Succeeded(out _, out Problem? problem));
        Assert.Equal(CronTaskReason.InvalidSchedule, problem.Reason);
    }

    [Theory]
    [InlineData("Europe")]
    [InlineData("Europe/Atlantis")]
    [InlineData("CEST")]
    [InlineData("Eastern Standard Time")]
    public void Hazard_17_an_unknown_time_zone_is_reported(string name)
    {
        Assert.False(Schedule.Parse("@daily", name).Succeeded(out _, out Problem? problem));
        Assert.Equal($"spec.timeZone: \"{name}\": write an IANA time zone, such as Europe/Berlin or UTC", problem.Message);
    }

    [GeneratedRegex("^[|] `([A-Za-z]+)`")]
    private static partial Regex Row();
}
