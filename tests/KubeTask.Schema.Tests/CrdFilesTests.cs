using KubeTask.CrdGen;

namespace KubeTask.Schema.Tests;

public sealed class CrdFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crds").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Generated_files_pass_the_check()
    {
        Assert.Equal(0, await Run(_folder));
        Assert.Equal(0, await Run("--check", _folder));
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public async Task The_check_names_each_file_that_differs_is_missing_or_is_left_over_and_says_what_to_run()
    {
        await Run(_folder);
        string changed = Path.Combine(_folder, "kubetask.io_tasks.yaml");
        string missing = Path.Combine(_folder, "kubetask.io_agents.yaml");
        string old = Path.Combine(_folder, "kubetask.io_workflows.yaml");
        await File.AppendAllTextAsync(changed, "# edited\n", TestContext.Current.CancellationToken);
        File.Move(missing, old);

        Assert.Equal(1, await Run("--check", _folder));
        Assert.Equal(
            [missing, changed, old],
            _error
                .ToString()
                .TrimEnd()
                .Split('\n')
                .Select(static l => l.Replace(" differs from what the types say; run: make update", "", StringComparison.Ordinal))
        );
        Assert.True(File.Exists(old));

        Assert.Equal(0, await Run(_folder));
        Assert.False(File.Exists(old));
    }

    [Fact]
    public async Task Unknown_arguments_are_refused()
    {
        Assert.Equal(2, await Run("--chekc"));
        Assert.Contains("usage:", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> Run(params string[] args) => CrdFiles.RunAsync(args, _output, _error, TestContext.Current.CancellationToken);
}
