using System.Globalization;

namespace KubeTask.Bench;

/// <summary>The memory of a process and all that it has started.</summary>
internal static class ProcessTree
{
    /// <summary>Resident memory in MiB: in full, and with shared pages divided among those who share them.</summary>
    public static (double Rss, double Pss) Mebibytes(int root)
    {
        ILookup<int, int> children = Directory
            .EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0)
            .ToLookup(ParentOf);
        double rss = 0,
            pss = 0;
        var open = new Queue<int>([root]);
        while (open.TryDequeue(out int id))
        {
            foreach (string line in Lines($"/proc/{id}/smaps_rollup"))
            {
                if (line.StartsWith("Rss:", StringComparison.Ordinal))
                    rss += Kibibytes(line) / 1024;
                else if (line.StartsWith("Pss:", StringComparison.Ordinal))
                    pss += Kibibytes(line) / 1024;
            }

            foreach (int child in children[id])
                open.Enqueue(child);
        }

        return (rss, pss);
    }

    private static double Kibibytes(string line) =>
        double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>The fourth field of stat; the second, the program's name, is in brackets and may hold anything.</summary>
    private static int ParentOf(int id) =>
        Lines($"/proc/{id}/stat").FirstOrDefault() is { } stat
            ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture)
            : 0;

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            // The process has ended meanwhile.
            return [];
        }
    }
}
