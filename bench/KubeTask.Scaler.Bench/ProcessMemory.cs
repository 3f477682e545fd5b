using System.Globalization;

namespace KubeTask.Scaler.Bench;

/// <summary>What a process has in memory, in MiB, as Linux counts it.</summary>
/// <param name="Rss">All of it.</param>
/// <param name="Anonymous">What belongs to no file: heaps and stacks. The system can't drop it.</param>
/// <param name="PrivateDirty">What the process has written and nobody shares.</param>
internal sealed record ProcessMemory(double Rss, double Anonymous, double PrivateDirty)
{
    private const double KibibytesPerMebibyte = 1024;

    /// <summary>Mappings without a file that lie side by side and are together at least this large are the GC's.</summary>
    private const long GcReserves = 1L << 30;

    public static ProcessMemory Of(int process)
    {
        var sums = File.ReadLines($"/proc/{process}/smaps_rollup")
            .Skip(1)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(w => w[0].TrimEnd(':'), w => double.Parse(w[1], CultureInfo.InvariantCulture) / KibibytesPerMebibyte);
        return new ProcessMemory(sums["Rss"], sums["Anonymous"], sums["Private_Dirty"]);
    }

    /// <summary>The same by kind of mapping, the largest first.</summary>
    public static IReadOnlyList<(string Kind, ProcessMemory Memory)> ByKind(int process, string program)
    {
        List<Mapping> mappings = Mappings(process);
        return
        [
            .. mappings
                .Zip(Neighborhoods(mappings), (m, around) => (Kind: KindOf(m, around, Path.GetFullPath(program)), Mapping: m))
                .GroupBy(
                    m => m.Kind,
                    m => m.Mapping,
                    (kind, all) => (kind, new ProcessMemory(all.Sum(m => m.Rss), all.Sum(m => m.Anonymous), all.Sum(m => m.PrivateDirty)))
                )
                .OrderByDescending(k => k.Item2.Rss),
        ];
    }

    private static string KindOf(Mapping mapping, long around, string program) =>
        mapping switch
        {
            { File: var file } when file == program && mapping.Rights.Contains('x', StringComparison.Ordinal) => "the program's code",
            { File: var file } when file == program => "the program's data",
            { File: ['/', ..] } => "other files (libssl, libcrypto, libc)",
            { File: "[heap]" } => "native heap",
            { File: "[stack]" } => "stacks",
            { File: ['[', ..] } => "the kernel's",
            { Length: 8 << 20 } => "stacks",
            _ when around >= GcReserves => "GC heap and its tables",
            _ => "native heap",
        };

    /// <summary>For each mapping the bytes of all mappings without a file that it is part of without a gap.</summary>
    private static long[] Neighborhoods(List<Mapping> mappings)
    {
        long[] around = new long[mappings.Count];
        int first = 0;
        for (int i = 1; i <= mappings.Count; i++)
        {
            if (i < mappings.Count && mappings[i].Continues(mappings[i - 1]))
                continue;

            Array.Fill(around, mappings[i - 1].End - mappings[first].Start, first, i - first);
            first = i;
        }

        return around;
    }

    private static List<Mapping> Mappings(int process)
    {
        var mappings = new List<Mapping>();
        foreach (string line in File.ReadLines($"/proc/{process}/smaps"))
        {
            string[] words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (!words[0].EndsWith(':'))
            {
                long[] ends = [.. words[0].Split('-').Select(w => long.Parse(w, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
                mappings.Add(new Mapping(ends[0], ends[1], words[1], words.Length > 5 ? words[5].Trim() : ""));
            }
            else if (words[0] is "Rss:" or "Anonymous:" or "Private_Dirty:")
            {
                double size = double.Parse(words[1], CultureInfo.InvariantCulture) / KibibytesPerMebibyte;
                Mapping last = mappings[^1];
                mappings[^1] = words[0] switch
                {
                    "Rss:" => last with { Rss = size },
                    "Anonymous:" => last with { Anonymous = size },
                    _ => last with { PrivateDirty = size },
                };
            }
        }

        return mappings;
    }

    private sealed record Mapping(long Start, long End, string Rights, string File)
    {
        public double Rss { get; init; }
        public double Anonymous { get; init; }
        public double PrivateDirty { get; init; }
        public long Length => End - Start;

        public bool Continues(Mapping before) => File.Length == 0 && before.File.Length == 0 && Start == before.End;
    }
}
