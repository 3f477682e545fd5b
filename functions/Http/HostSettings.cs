using System.Globalization;

namespace KubeTask.Functions.Http;

/// <summary>What stands in front of the functions.</summary>
/// <param name="BehindPort">Whether a process on the same machine calls the functions, on a port that it has chosen.</param>
/// <param name="LongestSilence">
/// How long an answer may send nothing, or null for any time. The Azure Functions host cuts a call after 240 s without a byte.
/// </param>
public sealed record HostSettings(bool BehindPort, TimeSpan? LongestSilence)
{
    /// <summary>Where the Azure Functions host wants its custom handler to listen.</summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>
    /// Says how the Azure Functions host runs the functions, such as <c>custom</c>. It is set wherever that host is in front.
    /// </summary>
    public const string RuntimeVariable = "FUNCTIONS_WORKER_RUNTIME";

    /// <summary>The seconds that an answer may be silent; for tests.</summary>
    public const string SilenceVariable = "KUBETASK_LONGEST_SILENCE_SECONDS";

    /// <summary>The most bytes that a request may have.</summary>
    public const long LargestBody = 1024 * 1024;

    private const int DefaultSilenceSeconds = 220;

    /// <summary>Reads the environment.</summary>
    /// <exception cref="FormatException">The time isn't a number of seconds.</exception>
    public static HostSettings Read(Func<string, string?> environment) =>
        new(
            environment(PortVariable) is not null,
            environment(RuntimeVariable) is null ? null : TimeSpan.FromSeconds(Seconds(environment(SilenceVariable)))
        );

    private static int Seconds(string? text) =>
        string.IsNullOrEmpty(text) ? DefaultSilenceSeconds
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0 ? seconds
        : throw new FormatException($"{SilenceVariable}: \"{text}\" isn't a number of seconds; write one below 240, such as 220");
}
