using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PocketKube.ApiServer.Logs;
using PocketKube.Node.Logs;
using PocketKube.Node.Sandboxes;

namespace KubeTask.Local.Tests.Node;

/// <summary>Logs over their limit: they keep their end, and say what was cut.</summary>
public sealed partial class LogTests
{
    private const string Notice = @"^\[(\d+) bytes were cut here: a log keeps only its end, up to 4000 bytes\]$";
    private const int Limit = 4000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hazard_46_a_log_over_its_limit_keeps_its_end_and_its_first_line_says_how_much_was_cut()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto, logLimit: Limit);
        await cluster.CreateAsync(LocalCluster.Pod("loud", "seq 1 1000"));
        Assert.Equal("Succeeded", (await cluster.EndedPodAsync("loud")).Status.Phase);

        string log = await cluster.LogAsync("loud");

        string all = string.Concat(Enumerable.Range(1, 1000).Select(i => $"{i}\n"));
        (int cut, string rest) = Split(log);
        Assert.Equal(all[cut..], rest);
        Assert.InRange(rest.Length, 200, Limit);
        Assert.Equal("999\n1000\n", await cluster.LogAsync("loud", "tailLines=2"));
        Assert.Equal(log, await cluster.LogAsync("loud", "tailLines=100000"));
        Assert.Equal(rest, await cluster.LogAsync("loud", $"tailLines={rest.Count(c => c == '\n')}"));
        Assert.Equal(log[..20], await cluster.LogAsync("loud", "limitBytes=20"));
        Assert.Equal("", await cluster.LogAsync("loud", "sinceTime=2999-01-01T00:00:00Z"));
        Assert.Matches(@"^\d{4}-\S+Z \[\d+ bytes were cut here", await cluster.LogAsync("loud", "timestamps=true"));
    }

    [Fact]
    public async Task Hazard_46_a_follower_of_a_log_that_is_cut_meanwhile_gets_every_line_or_the_number_of_bytes_that_it_missed()
    {
        await using LocalCluster cluster = await LocalCluster.StartAsync(SandboxMode.Auto, logLimit: Limit);
        await cluster.CreateAsync(LocalCluster.Pod("loud", "echo begun; for i in $(seq 1 40); do seq 1 100; sleep 0.01; done; echo ended"));
        await cluster.PodAsync("loud", p => p.Status?.Phase is "Running" or "Succeeded");

        using var reader = new StreamReader(await cluster.FollowAsync("loud", "follow=true"));
        string log = await reader.ReadToEndAsync(Token);

        string all =
            "begun\n" + string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Range(1, 100).Select(i => $"{i}\n")), 40)) + "ended\n";
        int position = 0;
        foreach (string line in log.Split('\n')[..^1])
        {
            if (CutNotice().Match(line) is { Success: true } notice)
            {
                position += int.Parse(notice.Groups[1].Value, CultureInfo.InvariantCulture);
                continue;
            }
            Assert.Equal(line + '\n', all.Substring(position, line.Length + 1));
            position += line.Length + 1;
        }
        Assert.Equal(all.Length, position);
    }

    [Fact]
    public async Task A_slow_reader_in_the_middle_of_a_line_gets_the_notice_on_a_line_of_its_own()
    {
        using var log = new ContainerLog(Path.GetTempFileName(), Limit, TimeProvider.System);
        log.Append("begun "u8, whole: false);
        using var shown = new GatedStream();
        await Task.WhenAll(
            LogReader.CopyAsync(
                log,
                new PodLogRequest("n", "p", "u", "c") { Follow = true },
                shown,
                TimeProvider.System.GetUtcNow(),
                Token
            ),
            FillAsync()
        );

        string[] lines = shown.Text.Split('\n');
        Assert.Equal("begun ", lines[0]);
        Assert.Matches(CutNotice(), lines[1]);
        Assert.StartsWith("99 ", lines[^2], StringComparison.Ordinal);
        File.Delete(log.Path);

        async Task FillAsync()
        {
            await shown.Flushed;
            for (int i = 0; i < 100; i++)
                log.Append(Encoding.ASCII.GetBytes($"{i:00} {new string('x', 100)}"), whole: true);
            log.Finish();
            shown.Open();
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3999)]
    [InlineData(20_000)]
    public async Task A_line_of_any_length_is_cut_at_its_beginning_and_between_characters(int characters)
    {
        using var log = new ContainerLog(Path.GetTempFileName(), Limit, TimeProvider.System);
        string line = string.Concat(Enumerable.Repeat("aé€😀", characters / 4));
        var splitter = new LogLineSplitter(log);
        splitter.Add(Encoding.UTF8.GetBytes(line + "\nlast\n"));
        log.Finish();

        using var shown = new MemoryStream();
        await LogReader.CopyAsync(log, new PodLogRequest("n", "p", "u", "c"), shown, TimeProvider.System.GetUtcNow(), Token);

        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(shown.ToArray());
        string all = line + "\nlast\n";
        if (Encoding.UTF8.GetByteCount(all) < Limit / 2)
        {
            Assert.Equal(all, text);
        }
        else
        {
            (int cut, string rest) = Split(text);
            Assert.EndsWith(rest, all, StringComparison.Ordinal);
            Assert.Equal(Encoding.UTF8.GetByteCount(all), cut + Encoding.UTF8.GetByteCount(rest));
        }
        Assert.InRange(new FileInfo(log.Path).Length, 1, Limit);
        File.Delete(log.Path);
    }

    private static (int Cut, string End) Split(string log)
    {
        string[] parts = log.Split('\n', 2);
        Match notice = CutNotice().Match(parts[0]);
        Assert.True(notice.Success, parts[0]);
        return (int.Parse(notice.Groups[1].Value, CultureInfo.InvariantCulture), parts[1]);
    }

    [GeneratedRegex(Notice)]
    private static partial Regex CutNotice();

    /// <summary>Takes the first bytes, and then nothing until it is opened.</summary>
    private sealed class GatedStream : MemoryStream
    {
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Flushed => _flushed.Task;

        public string Text => Encoding.UTF8.GetString(ToArray());

        public void Open() => _gate.SetResult();

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            _flushed.TrySetResult();
            await _gate.Task;
        }
    }
}
