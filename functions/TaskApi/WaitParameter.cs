using System.Globalization;
using KubeTask.Hosting;

namespace KubeTask.Functions.TaskApi;

/// <summary>The query parameter <c>wait</c>: how long the answer may be held.</summary>
internal static class WaitParameter
{
    private static readonly TimeSpan s_max = TimeSpan.FromMinutes(10);

    /// <summary>Reads <c>60s</c>, <c>2m</c> or a number of seconds; without it the answer isn't held.</summary>
    public static (TimeSpan Wait, HttpProblem? Problem) Parse(string? text)
    {
        if (text is null)
            return (TimeSpan.Zero, null);
        int unit = text.EndsWith('m') ? 60 : 1;
        string number = text.EndsWith('s') || text.EndsWith('m') ? text[..^1] : text;
        return
            int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && TimeSpan.FromSeconds((long)count * unit) is var wait
            && wait <= s_max
            ? (wait, null)
            : (TimeSpan.Zero, QueryParameter.Wait.Wrong("must be a time up to 10m"));
    }
}
