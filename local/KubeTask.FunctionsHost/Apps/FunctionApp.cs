namespace KubeTask.FunctionsHost.Apps;

/// <summary>The folder of an app.</summary>
internal sealed record FunctionApp(string Folder, HostFile Host)
{
    /// <exception cref="AppException">There is no such folder, or its host.json can't be read.</exception>
    public static FunctionApp Read(string folder) =>
        Directory.Exists(folder)
            ? new FunctionApp(folder, JsonFile.Read<HostFile>(Path.Combine(folder, HostFile.Name)))
            : throw new AppException($"{folder}: is no folder");

    /// <summary>The isolated worker.</summary>
    /// <exception cref="AppException">worker.config.json is missing or incomplete.</exception>
    public WorkerFile.DescriptionSection Worker()
    {
        string path = Path.Combine(Folder, WorkerFile.Name);
        WorkerFile.DescriptionSection? worker = JsonFile.Read<WorkerFile>(path).Description;
        return worker is { Language: not null, DefaultExecutablePath: not null, DefaultWorkerPath: not null }
            ? worker
            : throw new AppException($"{path}: its description must have language, defaultExecutablePath and defaultWorkerPath");
    }

    /// <summary>The functions that the folder's function.json files describe, for a custom handler.</summary>
    /// <exception cref="AppException">A file can't be read, or describes what this host can't start.</exception>
    public IReadOnlyList<Function> Functions() =>
        [
            .. Directory
                .EnumerateDirectories(Folder)
                .Order(StringComparer.Ordinal)
                .Select(f => Path.Combine(f, FunctionFile.Name))
                .Where(File.Exists)
                .Select(f => (Name: Path.GetFileName(Path.GetDirectoryName(f))!, Bindings: JsonFile.Read<FunctionFile>(f).Bindings ?? []))
                .Select(f => Function.Of(f.Name, f.Name, f.Bindings)),
        ];
}
