using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace KubeTask.Init.Tests.Running;

/// <summary>Runs the tools that the tests need.</summary>
internal static class Tool
{
    private const string Missing = "install the packages git, openssh-client and openssh-server";

    /// <summary>An environment without the machine's configuration of git.</summary>
    public static IReadOnlyDictionary<string, string> Plain { get; } =
        new Dictionary<string, string>
        {
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_AUTHOR_NAME"] = "A",
            ["GIT_AUTHOR_EMAIL"] = "a@example.com",
            ["GIT_COMMITTER_NAME"] = "A",
            ["GIT_COMMITTER_EMAIL"] = "a@example.com",
            ["GIT_AUTHOR_DATE"] = "2024-01-01T00:00:00Z",
            ["GIT_COMMITTER_DATE"] = "2024-01-01T00:00:00Z",
            ["GIT_ALLOW_PROTOCOL"] = "file",
            // The program's start is most of a test's time.
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_EnableWriteXorExecute"] = "0",
        };

    /// <summary>Runs a tool to its end; returns its standard output. It throws if the tool fails.</summary>
    public static async Task<string> RunAsync(string folder, string program, IReadOnlyList<string> arguments, byte[]? input = null)
    {
        using Process process = Start(folder, program, arguments);
        if (input is not null)
            await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? (await output).TrimEnd('\n')
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await error}");
    }

    public static Process Start(string folder, string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        foreach ((string name, string value) in Plain)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{program} can't be started ({e.Message}): {Missing}", e);
        }
    }
}
