using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using KubeTask.Git;
using KubeTask.Init.Credentials;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Transports;

/// <summary>The scheme ssh: OpenSSH's client runs git-upload-pack on the server.</summary>
/// <param name="temporary">A folder for the key of a host that isn't known.</param>
internal sealed class SshConnection(
    GitAddress address,
    RepositoryCredentials credentials,
    string temporary,
    ReceivedBytes received,
    Action<string> log
) : Connection
{
    private const int MostErrorLines = 20;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly Process _process = new();
    private readonly List<string> _errors = [];
    private GuardedStream? _answers;
    private Task? _reading;
    private bool _isStarted;

    private string AcceptedHosts => Path.Combine(temporary, "accepted_hosts");

    public override Task<Stream> ListAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(temporary);
        File.Delete(AcceptedHosts);
        var start = new ProcessStartInfo("ssh", SshCommand.Arguments(address, credentials, AcceptedHosts))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(k => k is not ("PATH" or "HOME" or "LD_LIBRARY_PATH")).ToArray())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        _process.StartInfo = start;
        _process.Start();
        _isStarted = true;
        _reading = ReadErrorsAsync();
        _answers = new GuardedStream(_process.StandardOutput.BaseStream, received);
        return Task.FromResult<Stream>(_answers);
    }

    public override async Task<Stream> RequestAsync(byte[] request, CancellationToken stop)
    {
        LogAcceptedHost();
        await _process.StandardInput.BaseStream.WriteAsync(request, stop);
        await _process.StandardInput.BaseStream.FlushAsync(stop);
        return _answers!;
    }

    public override async Task<GitFault?> ExplainAsync(Exception failure)
    {
        if (failure is Win32Exception)
        {
            return new GitFault(
                GitReason.FetchFailed,
                $"ssh can't be started: {failure.Message}",
                "use an image with openssh-client",
                inner: failure
            );
        }
        if (failure is not (IOException or TimeoutException) || _reading is null)
            return null;
        // Its own words come a little after its end.
        await Task.WhenAny(_reading, Task.Delay(s_grace, TimeProvider.System));
        string[] errors;
        lock (_errors)
            errors = [.. _errors];
        return SshFaults.Of(errors, failure, address.Host, credentials);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            await (_reading ?? Task.CompletedTask);
        }

        _answers?.Dispose();
        _process.Dispose();
    }

    private void LogAcceptedHost()
    {
        if (credentials.KnownHostsFile is not null || !File.Exists(AcceptedHosts))
            return;
        foreach (string[] words in File.ReadLines(AcceptedHosts).Select(l => l.Split(' ')).Where(w => w.Length >= 3))
        {
            string hash = Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(words[2]))).TrimEnd('=');
            log($"warning: the Secret has no known_hosts, so the host key of {words[0]} is accepted: {words[1]} SHA256:{hash}");
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.Add(line[..Math.Min(line.Length, 500)]);
                if (_errors.Count > MostErrorLines)
                    _errors.RemoveAt(0);
            }
        }
    }
}
