using System.Collections;
using KubeTask.Runner.Agents;
using KubeTask.Runner.Mcp;
using KubeTask.Runner.Options;
using KubeTask.Runner.Processes;
using KubeTask.Runs;
using KubeTask.Runs.Mcp;

namespace KubeTask.Runner.Runs;

/// <summary>Prepares a run, and runs it.</summary>
internal static class Runner
{
    private const int WrongSettings = 2;

    public static int Run(IReadOnlyList<string> arguments, RunLog log)
    {
        var reader = new SettingsReader(Environment.GetEnvironmentVariable);
        var file = new ReportFile(reader.ReportFile(arguments), log.Note);
        (RunnerSettings? settings, string? error) = reader.Read(arguments);
        if (settings is null)
            return NotStarted(file, log, null, error!, WrongSettings);
        AgentKind? kind = settings.Agent is { } agent ? AgentKinds.Find(agent) : null;
        string name = kind?.Name ?? Path.GetFileName(settings.Command[0]);
        DirectoryInfo? folder = null;
        try
        {
            var launch = new Launch(kind is null ? settings.Command : [kind.Name], Variables());
            folder = Prepare(launch, kind, settings, log);
            return new AgentRun(settings, kind, name, log, file).Watch(launch);
        }
        catch (SettingException e)
        {
            return NotStarted(file, log, name, e.Message, WrongSettings);
        }
        catch (StartException e)
        {
            return NotStarted(file, log, name, e.Message, e.ExitCode);
        }
        finally
        {
            folder?.Delete(recursive: true);
        }
    }

    /// <returns>The folder with the agent's files, if it needs any.</returns>
    private static DirectoryInfo? Prepare(Launch launch, AgentKind? kind, RunnerSettings settings, RunLog log)
    {
        if (kind is null)
            return null;
        string task = Path.Combine(settings.Workspace, "task.md");
        string prompt = TaskPrompt.Read(task);
        // An image's own folder need not be the Agent's workspaceDir.
        Environment.CurrentDirectory = settings.Workspace;
        // OpenCode works in this folder, whatever its real one is.
        launch.Environment["PWD"] = Environment.CurrentDirectory;
        if (settings.Limits.MaxCostUsd is not null && kind.Name is not ("claude" or "opencode"))
            log.Note($"{kind.Name} reports no cost, so {SettingsReader.MaxCostVariable} has no effect");
        DirectoryInfo? folder = settings.McpFile is { } file ? GiveMcp(launch, kind, file) : null;
        kind.Write(launch, new AgentWork(prompt, settings.Command, task, settings.Limits));
        return folder;
    }

    private static DirectoryInfo GiveMcp(Launch launch, AgentKind kind, string file)
    {
        McpServers servers = McpFile.Read(file, launch.Environment);
        // Only this user may read it.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kubetask-run-");
        kind.Mcp(launch, servers, folder.FullName);
        return folder;
    }

    private static int NotStarted(ReportFile file, RunLog log, string? name, string error, int code)
    {
        log.Note(error);
        file.Write(
            new RunReport
            {
                Agent = name,
                Reason = RunReason.NotStarted,
                Message = error,
            },
            error
        );
        return code;
    }

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        return variables;
    }
}
