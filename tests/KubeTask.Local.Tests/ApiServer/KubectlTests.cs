using System.Diagnostics;

namespace KubeTask.Local.Tests.ApiServer;

public sealed class KubectlTests : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("kubetask-kubectl-").FullName;

    [Fact]
    public async Task The_real_kubectl_creates_changes_waits_and_deletes()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        string config = Path.Combine(_folder, "kubeconfig");
        await server.Host.WriteKubeconfigAsync(config, "admin", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(config));

        foreach (
            (string? arguments, string? expected) in new[]
            {
                ("create configmap a --from-literal=x=y", "configmap/a created"),
                ("create configmap a --from-literal=x=y", "error: failed to create configmap: configmaps \"a\" already exists"),
                ("label configmap a on=yes", "configmap/a labeled"),
                ("annotate configmap a why=because", "configmap/a annotated"),
                ("patch configmap a -p {\"data\":{\"z\":\"q\"}}", "configmap/a patched"),
                ("get configmap -l on=yes -o jsonpath={.items[*].data.z}", "q"),
                ("create job j --image=busybox -- true", "job.batch/j created"),
                ("get job j -o jsonpath={.spec.backoffLimit}", "6"),
                ("create deployment d --image=busybox --replicas=0", "deployment.apps/d created"),
                ("scale deployment d --replicas=2", "deployment.apps/d scaled"),
                ("get deployment d -o jsonpath={.spec.replicas}", "2"),
                ("wait --for=jsonpath={.spec.replicas}=2 deployment/d", "deployment.apps/d condition met"),
                ("delete job j --cascade=foreground", "job.batch \"j\" deleted"),
                ("delete configmap a", "configmap \"a\" deleted"),
                ("wait --for=delete configmap/a", ""),
                ("auth can-i create tasks.kubetask.io", "yes"),
                ("create namespace n", "namespace/n created"),
                ("delete namespace n", "namespace \"n\" deleted"),
                ("get secrets", "No resources found in default namespace."),
            }
        )
        {
            Assert.Equal($"{arguments} => {expected}", $"{arguments} => {await RunAsync(config, arguments)}");
        }
    }

    [Fact]
    public async Task Kubectl_without_rights_reports_what_is_forbidden()
    {
        await using ServerFixture server = await ServerFixture.StartAsync();
        string config = Path.Combine(_folder, "kubeconfig");
        await server.Host.WriteKubeconfigAsync(config, "viewer", TestContext.Current.CancellationToken);
        Assert.Equal(
            "Error from server (Forbidden): configmaps is forbidden: User \"viewer\" cannot list resource "
                + "\"configmaps\" in API group \"\" in the namespace \"default\"",
            await RunAsync(config, "get configmaps")
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> RunAsync(string config, string arguments)
    {
        var start = new ProcessStartInfo("kubectl", arguments.Split(' ')) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = config;
        start.Environment["HOME"] = _folder;
        using Process kubectl = Process.Start(start)!;
        Task<string> output = kubectl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = kubectl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await kubectl
                .WaitForExitAsync(TestContext.Current.CancellationToken)
                .WaitAsync(s_deadline, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            kubectl.Kill();
            throw;
        }

        string[] lines = (await output + await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', lines.Where(l => !l.StartsWith("Warning:", StringComparison.Ordinal)));
    }
}
