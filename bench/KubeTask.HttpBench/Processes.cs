using System.Globalization;

namespace KubeTask.HttpBench;

/// <summary>The processes that the local cluster has started.</summary>
internal static class Processes
{
    private const int PageKiB = 4;

    /// <summary>Ids of this process's children whose command line begins with a program of this name.</summary>
    public static IReadOnlyList<int> Children(string program)
    {
        string self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var found = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                continue;
            try
            {
                string stat = File.ReadAllText(Path.Combine(folder, "stat"));
                string parent = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1];
                if (parent == self && Path.GetFileName(File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0')[0]) == program)
                    found.Add(id);
            }
            catch (IOException)
            {
                // The process has ended meanwhile.
            }
        }

        return found;
    }

    /// <summary>Resident memory in MiB; 0 for a process that has ended.</summary>
    public static double MiB(int id)
    {
        try
        {
            return long.Parse(File.ReadAllText($"/proc/{id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * PageKiB / 1024.0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
