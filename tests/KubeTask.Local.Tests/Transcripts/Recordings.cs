using KubeTask.Testing.Transcripts;

namespace KubeTask.Local.Tests.Transcripts;

/// <summary>The files beside these tests.</summary>
internal static class Recordings
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Transcripts");

    public static IReadOnlyList<Scenario> Scenarios() => Scenario.ReadAll(Path.Combine(Folder, "scenarios"));

    public static Transcript Of(string theme) => Transcript.Read(Path.Combine(Folder, "recorded", theme + ".json"));

    public static IReadOnlyList<AcceptedDifference> Differences() => AcceptedDifference.Read(Path.Combine(Folder, "differences.yaml"));
}
