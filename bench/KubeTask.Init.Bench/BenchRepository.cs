using System.Diagnostics;
using System.Globalization;
using System.Text;
using KubeTask.Init.Tests.Running;

namespace KubeTask.Init.Bench;

/// <summary>A repository to fetch, with one commit. Half of each file can't be compressed.</summary>
internal sealed record BenchRepository(string Name, int Files, int BytesPerFile, int LargestFile = 0)
{
    private const int FilesPerFolder = 200;

    /// <summary>Makes it below a folder, unless it is there.</summary>
    public async Task MakeAsync(string folder)
    {
        string place = Path.Combine(folder, Name + ".git");
        if (Directory.Exists(place))
            return;
        string unfinished = place + ".part";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        await Tool.RunAsync(folder, "git", ["init", "--quiet", "--bare", "--initial-branch=main", unfinished]);
        using Process import = Tool.Start(unfinished, "git", ["fast-import", "--quiet"]);
        Stream input = import.StandardInput.BaseStream;
        await TextAsync(input, "commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\ndata 1\nx\n");
        var random = new Random(1);
        for (int i = 0; i < Files; i++)
            await FileAsync(input, string.Create(CultureInfo.InvariantCulture, $"{i / FilesPerFolder}/file{i}"), BytesPerFile, random);
        if (LargestFile > 0)
            await FileAsync(input, "largest", LargestFile, random);
        import.StandardInput.Close();
        await import.WaitForExitAsync();
        await Tool.RunAsync(unfinished, "git", ["repack", "-adq"]);
        Directory.Move(unfinished, place);
    }

    public long PackBytes(string folder) =>
        new DirectoryInfo(Path.Combine(folder, Name + ".git", "objects", "pack")).EnumerateFiles("*.pack").Sum(f => f.Length);

    private static async Task FileAsync(Stream input, string name, int bytes, Random random)
    {
        byte[] content = new byte[bytes];
        random.NextBytes(content.AsSpan(0, bytes / 2));
        byte[] line = Encoding.ASCII.GetBytes($"Some plain text of the file {name}, which can be compressed.\n");
        for (int at = bytes / 2; at < bytes; at += line.Length)
            line.AsSpan(0, Math.Min(line.Length, bytes - at)).CopyTo(content.AsSpan(at));
        await TextAsync(input, string.Create(CultureInfo.InvariantCulture, $"M 100644 inline {name}\ndata {bytes}\n"));
        await input.WriteAsync(content);
        await TextAsync(input, "\n");
    }

    private static Task TextAsync(Stream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();
}
