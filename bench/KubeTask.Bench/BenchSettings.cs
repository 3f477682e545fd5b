using System.Globalization;

namespace KubeTask.Bench;

/// <summary>What is measured, and of which programs.</summary>
internal sealed record BenchSettings
{
    private const string Usage =
        "KUBECONFIG=… kubetask-bench --name BUILD --scaler PATH --functions PATH [--other-pods 5000] [--samples 50] [--burst 1000] "
        + "[--starts 5] [--workers 16] [--deadline SECONDS] [--out FILE.json]\n"
        + "KUBECONFIG=… kubetask-bench --name BUILD --scaler PATH --functions PATH --crons 20000 [--tries 2] [--lead SECONDS] "
        + "[--deadline SECONDS] [--out FILE.json]\n"
        + "kubetask-bench merge --out FILE.json PART.json…\n"
        + "kubetask-bench check --figures NOW.json --against BEFORE.json\n"
        + "kubetask-bench docs --document FILE.md --figures FILE.json --crons FILE.json --scaler FILE.json";

    /// <summary>The programs that are measured.</summary>
    public required Build Build { get; init; }

    /// <summary>How many pods that don't belong to KubeTask are in the namespace.</summary>
    public int OtherPods { get; init; } = 5000;

    /// <summary>Tasks created one after another.</summary>
    public int Samples { get; init; } = 50;

    /// <summary>How often the functions' process is started for one waiting Task.</summary>
    public int Starts { get; init; } = 5;

    /// <summary>Tasks created at once.</summary>
    public int Burst { get; init; } = 1000;

    /// <summary>How many requests the plain loop, and the creation of Tasks, send at a time.</summary>
    public int Workers { get; init; } = 16;

    /// <summary>CronTasks that are due in the same minute; 0 measures Tasks instead.</summary>
    public int Crons { get; init; }

    /// <summary>How often that is measured, each time with new CronTasks and a new bare loop.</summary>
    public int Tries { get; init; } = 2;

    /// <summary>
    /// Seconds from the creation of the first CronTask to that minute, for creating the others and for their first statuses. The default
    /// depends on their number.
    /// </summary>
    public int Lead { get; init; }

    /// <summary>Seconds after which the bench gives up.</summary>
    public int Deadline { get; init; } = 3600;

    /// <summary>Where the figures go as JSON.</summary>
    public string? Out { get; init; }

    /// <summary>Where a part's log goes: beside the figures, or nowhere.</summary>
    public string Log(string part) =>
        Out is null ? "/dev/null" : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Out))!, $"bench-{part}.log");

    public static (BenchSettings? Settings, string? Error) Parse(string[] args)
    {
        var settings = new BenchSettings { Build = new Build("", "", "") };
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : "";
            int number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : 0;
            switch (args[i])
            {
                case "--name" when value.Length > 0:
                    settings = settings with { Build = settings.Build with { Name = value } };
                    break;
                case "--scaler" when value.Length > 0:
                    settings = settings with { Build = settings.Build with { Scaler = value } };
                    break;
                case "--functions" when value.Length > 0:
                    settings = settings with { Build = settings.Build with { Functions = value } };
                    break;
                case "--other-pods" when number > 0:
                    settings = settings with { OtherPods = number };
                    break;
                case "--starts" when number > 0:
                    settings = settings with { Starts = number };
                    break;
                case "--samples" when number > 0:
                    settings = settings with { Samples = number };
                    break;
                case "--burst" when number > 0:
                    settings = settings with { Burst = number };
                    break;
                case "--workers" when number > 0:
                    settings = settings with { Workers = number };
                    break;
                case "--crons" when number > 0:
                    settings = settings with { Crons = number };
                    break;
                case "--lead" when number > 0:
                    settings = settings with { Lead = number };
                    break;
                case "--tries" when number > 0:
                    settings = settings with { Tries = number };
                    break;
                case "--deadline" when number > 0:
                    settings = settings with { Deadline = number };
                    break;
                case "--out":
                    settings = settings with { Out = value };
                    break;
                default:
                    return (null, Usage);
            }
        }

        return settings.Build is { Name.Length: > 0, Scaler.Length: > 0, Functions.Length: > 0 } ? (settings, null) : (null, Usage);
    }
}

/// <summary>The programs of one build.</summary>
internal sealed record Build(string Name, string Scaler, string Functions);
