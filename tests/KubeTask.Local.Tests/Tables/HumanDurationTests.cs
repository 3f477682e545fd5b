using PocketKube.ApiServer.Tables;

namespace KubeTask.Local.Tests.Tables;

public sealed class HumanDurationTests
{
    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private const long Year = 365 * Day;

    [Theory]
    [InlineData(-2, "<invalid>")]
    [InlineData(-1, "0s")]
    [InlineData(0, "0s")]
    [InlineData(1, "1s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(123, "2m3s")]
    [InlineData((10 * Minute) - 1, "9m59s")]
    [InlineData(10 * Minute, "10m")]
    [InlineData((3 * Hour) - 1, "179m")]
    [InlineData(3 * Hour, "3h")]
    [InlineData((3 * Hour) + (4 * Minute), "3h4m")]
    [InlineData((8 * Hour) - 1, "7h59m")]
    [InlineData(8 * Hour, "8h")]
    [InlineData((2 * Day) - 1, "47h")]
    [InlineData(2 * Day, "2d")]
    [InlineData((2 * Day) + (3 * Hour), "2d3h")]
    [InlineData((8 * Day) - 1, "7d23h")]
    [InlineData(8 * Day, "8d")]
    [InlineData((2 * Year) - 1, "729d")]
    [InlineData(2 * Year, "2y")]
    [InlineData((2 * Year) + Day, "2y1d")]
    [InlineData((8 * Year) - 1, "7y364d")]
    [InlineData(8 * Year, "8y")]
    [InlineData((20 * Year) + (30 * Day), "20y")]
    public void A_duration_shows_its_two_largest_units_as_kubectl_does(long seconds, string expected) =>
        Assert.Equal(expected, HumanDuration.Format(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_duration_drops_fractions_of_a_second() => Assert.Equal("1s", HumanDuration.Format(TimeSpan.FromMilliseconds(1999)));
}
