namespace KubeTask.Repository.Tests;

/// <summary>Assertions that list everything that is wrong, so that one run is enough to put all of it right.</summary>
internal static class Expect
{
    public static void None(IEnumerable<string> faults)
    {
        string[] all = [.. faults];
        Assert.True(all.Length == 0, $"{all.Length} found:\n{string.Join('\n', all)}");
    }
}
