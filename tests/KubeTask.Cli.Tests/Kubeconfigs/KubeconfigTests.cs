using k8s.KubeConfigModels;
using KubeTask.Cli.Clusters;

namespace KubeTask.Cli.Tests.Kubeconfigs;

/// <summary>kubectl's rules for kubeconfig files.</summary>
public sealed class KubeconfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubetask-kubeconfig-").FullName;

    [Fact]
    public void The_option_comes_before_the_variable_and_the_variable_before_the_home_folder()
    {
        Assert.Equal(["/o"], KubeconfigFiles.Find("/o", "/a:/b", "/home/x").Files);
        Assert.True(KubeconfigFiles.Find("/o", "/a:/b", "/home/x").Named);
        Assert.Equal(["/a", "/b"], KubeconfigFiles.Find(null, "/a::/b:/a", "/home/x").Files);
        Assert.Equal(["/home/x/.kube/config"], KubeconfigFiles.Find(null, "", "/home/x").Files);
    }

    [Fact]
    public void Of_several_files_the_first_that_has_a_name_wins_and_files_that_do_not_exist_are_left_out()
    {
        string first = Write("first", "contexts: [{name: shared, context: {cluster: one, user: u}}]");
        string second = Write(
            "second",
            "current-context: shared\ncontexts: [{name: shared, context: {cluster: two}}, {name: more, context: {cluster: two}}]"
        );

        K8SConfiguration merged = KubeconfigFiles.Read([first, "/nowhere", second], mustExist: false)!;

        Assert.Equal("shared", merged.CurrentContext);
        Assert.Equal(["one", "two"], merged.Contexts.Select(c => c.ContextDetails.Cluster));
    }

    [Fact]
    public void A_relative_path_is_relative_to_the_file_that_holds_it()
    {
        string file = Write(
            "config",
            "clusters: [{name: c, cluster: {server: 'https://c', certificate-authority: ca.crt}}]\n"
                + "users: [{name: u, user: {client-certificate: keys/u.crt, client-key: /abs/u.key}}]"
        );

        K8SConfiguration read = KubeconfigFiles.Read([file], mustExist: true)!;

        Assert.Equal(Path.Combine(_folder, "ca.crt"), read.Clusters.Single().ClusterEndpoint.CertificateAuthority);
        Assert.Equal(Path.Combine(_folder, "keys/u.crt"), read.Users.Single().UserCredentials.ClientCertificate);
        Assert.Equal("/abs/u.key", read.Users.Single().UserCredentials.ClientKey);
    }

    [Fact]
    public void The_options_change_the_context_and_its_cluster_and_user()
    {
        var choice = KubeconfigChoice.Make(
            Two(),
            new ConnectionSettings
            {
                Context = "b",
                Cluster = "one",
                User = "root",
            }
        );

        ContextDetails details = choice.Kubeconfig.Contexts.Single(c => c.Name == choice.Context).ContextDetails;
        Assert.Equal(("one", "root", "team-b"), (details.Cluster, details.User, choice.Namespace));
    }

    [Theory]
    [InlineData("x", null, null, "--kube-context: the kubeconfig has no context \"x\"; it has a, b")]
    [InlineData(null, "x", null, "--cluster: the kubeconfig has no cluster \"x\"; it has one, two")]
    [InlineData(null, null, "x", "--user: the kubeconfig has no user \"x\"; it has root")]
    public void A_name_that_the_kubeconfig_does_not_have_is_an_error_with_those_that_it_has(
        string? context,
        string? cluster,
        string? user,
        string error
    )
    {
        var settings = new ConnectionSettings
        {
            Context = context,
            Cluster = cluster,
            User = user,
        };

        Assert.Equal(error, Assert.Throws<CliException>(() => KubeconfigChoice.Make(Two(), settings)).Message);
    }

    [Fact]
    public void Without_a_current_context_the_error_says_how_to_choose_one()
    {
        K8SConfiguration none = Two();
        none.CurrentContext = null;

        Assert.Equal(
            "the kubeconfig has no current context; choose one with --kube-context, or with kubectl config use-context",
            Assert.Throws<CliException>(() => KubeconfigChoice.Make(none, new ConnectionSettings())).Message
        );
    }

    [Fact]
    public void A_file_that_is_not_YAML_is_an_error_that_names_it()
    {
        string file = Write("broken", "a: [");

        Assert.StartsWith(
            $"kubeconfig {file} can't be read: ",
            Assert.Throws<CliException>(() => KubeconfigFiles.Read([file], mustExist: true)).Message,
            StringComparison.Ordinal
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static K8SConfiguration Two() =>
        new()
        {
            CurrentContext = "a",
            Contexts =
            [
                new Context
                {
                    Name = "a",
                    ContextDetails = new ContextDetails { Cluster = "one", User = "root" },
                },
                new Context
                {
                    Name = "b",
                    ContextDetails = new ContextDetails { Cluster = "two", Namespace = "team-b" },
                },
            ],
            Clusters = [new k8s.KubeConfigModels.Cluster { Name = "one" }, new k8s.KubeConfigModels.Cluster { Name = "two" }],
            Users = [new User { Name = "root" }],
        };

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, "apiVersion: v1\nkind: Config\n" + text + "\n");
        return file;
    }
}
