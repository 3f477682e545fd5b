using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Threading.Channels;
using KubeTask.Local.Keda;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeTask.Local.Tests.Keda;

/// <summary>Real processes: this test program itself, as <see cref="StandInFunction"/>.</summary>
public sealed class FunctionReplicasTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kubetask-functions-").FullName;
    private FunctionsService _service = null!;
    private FunctionReplicas _replicas = null!;

    public ValueTask InitializeAsync()
    {
        _service = new FunctionsService(0, NullLogger<FunctionsService>.Instance);
        _replicas = NewReplicas(Environment.ProcessPath!);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _replicas.DisposeAsync();
        await _service.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Replicas_answer_through_the_Service_in_turn_and_leave_no_process()
    {
        await AssertRefusedAsync();
        _replicas.ScaleTo(2);
        await Ready(2);
        HashSet<int> ids = [];
        for (int i = 0; i < 4; i++)
            ids.Add(await AskAsync());
        Assert.Equal(2, ids.Count);
        _replicas.ScaleTo(0);
        await Eventually.That(() => _replicas.Current is { Running: 0, Ready: 0 }, "none runs");
        Assert.All(ids, id => Assert.True(IsGone(id)));
        await AssertRefusedAsync();
        _replicas.ScaleTo(1);
        await Ready(1);
        Assert.DoesNotContain(await AskAsync(), ids);
        Assert.Contains(
            "listening",
            await File.ReadAllTextAsync(Path.Combine(_directory, "functions-1.log"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_replica_that_is_killed_is_started_again()
    {
        _replicas.ScaleTo(1);
        await Ready(1);
        int first = await AskAsync();
        ChannelReader<ReplicaChange> changes = _replicas.Subscribe();
        using (var process = Process.GetProcessById(first))
            process.Kill();
        while ((await changes.ReadAsync(TestContext.Current.CancellationToken)).Ready != 0) { }

        await Ready(1);
        Assert.True(IsGone(first));
        Assert.NotEqual(first, await AskAsync());
    }

    [Fact]
    public async Task A_replica_that_ignores_SIGTERM_is_killed_after_the_grace_period()
    {
        await using FunctionReplicas stubborn = NewReplicas(Environment.ProcessPath!, "stubborn");
        stubborn.ScaleTo(1);
        await Eventually.That(() => stubborn.Current.Ready == 1, "it is ready");
        int id = await AskAsync();
        await stubborn.DisposeAsync();
        Assert.True(IsGone(id));
    }

    [Fact]
    public async Task Disposing_leaves_no_process_of_replicas_that_are_starting()
    {
        _replicas.ScaleTo(3);
        await Eventually.That(() => _replicas.Current.Running > 0, "one is started");
        await _replicas.DisposeAsync();
        Assert.Equal((0, 0, 0), (_replicas.Current.Desired, _replicas.Current.Running, _replicas.Current.Ready));
        Assert.DoesNotContain(Process.GetProcesses(), IsOurs);
    }

    [Fact]
    public async Task A_replica_ends_when_its_parent_is_killed_without_warning()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.ArgumentList.Add(StandInFunction.ParentArgument);
        start.ArgumentList.Add(_directory);
        using Process parent = Process.Start(start)!;
        Assert.Equal("ready", await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, Process.GetProcesses().Count(IsOurs));
        parent.Kill(entireProcessTree: false);
        await parent.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Eventually.That(() => !Process.GetProcesses().Any(IsOurs), "the replica is gone");
    }

    [Fact]
    public async Task A_replica_whose_program_is_missing_is_retried_and_never_ready()
    {
        await using FunctionReplicas missing = NewReplicas(Path.Combine(_directory, "missing"));
        missing.ScaleTo(1);
        missing.ScaleTo(0);
        await missing.DisposeAsync();
        Assert.Equal(0, missing.Current.Running);
    }

    [Fact]
    public async Task A_subscriber_sees_the_current_replicas_and_then_each_change_in_order()
    {
        ChannelReader<ReplicaChange> changes = _replicas.Subscribe();
        _replicas.ScaleTo(1);
        await Ready(1);
        await _replicas.DisposeAsync();
        var seen = new List<(int, int, int)>();
        await foreach (ReplicaChange change in changes.ReadAllAsync(TestContext.Current.CancellationToken))
            seen.Add((change.Desired, change.Running, change.Ready));
        Assert.Equal([(0, 0, 0), (1, 0, 0), (1, 1, 0), (1, 1, 1), (0, 1, 1), (0, 0, 0)], seen);
    }

    private FunctionReplicas NewReplicas(string command, string mode = "obedient") =>
        new(
            new FunctionReplicasSettings
            {
                Command = command,
                Arguments = [StandInFunction.Argument, mode, _directory],
                Environment = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty,
                LogDirectory = _directory,
                GracePeriod = TimeSpan.FromMilliseconds(mode == "stubborn" ? 300 : 10_000),
                RestartBase = TimeSpan.FromMilliseconds(10),
            },
            _service,
            TimeProvider.System,
            NullLogger<FunctionReplicas>.Instance
        );

    private Task Ready(int count) => Eventually.That(() => _replicas.Current.Ready == count, $"{count} ready");

    /// <summary>The id of the process that answers, over a connection of its own.</summary>
    private async Task<int> AskAsync()
    {
        using var http = new HttpClient();
        return int.Parse(
            await http.GetStringAsync(new Uri($"http://{_service.Address}/"), TestContext.Current.CancellationToken),
            CultureInfo.InvariantCulture
        );
    }

    private async Task AssertRefusedAsync()
    {
        using var socket = new TcpClient();
        SocketException refused = await Assert.ThrowsAsync<SocketException>(async () =>
            await socket.ConnectAsync(_service.Address, TestContext.Current.CancellationToken)
        );
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    private static bool IsGone(int id) => !Directory.Exists($"/proc/{id}");

    private bool IsOurs(Process process)
    {
        using (process)
        {
            try
            {
                return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(_directory, StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
