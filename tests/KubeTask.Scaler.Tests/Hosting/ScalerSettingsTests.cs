using KubeTask.Scaler.Hosting;

namespace KubeTask.Scaler.Tests.Hosting;

public sealed class ScalerSettingsTests
{
    [Fact]
    public void The_command_line_wins_over_the_environment_and_the_environment_over_the_defaults()
    {
        (ScalerSettings? settings, string? error) = ScalerSettings.Parse(
            ["--functions-url", "http://f:1", "--grpc-port=7", "--exit-with-stdin", "--log-format", "json"],
            name =>
                name switch
                {
                    "KUBETASK_GRPC_PORT" => "8",
                    "KUBETASK_HTTP_PORT" => "9",
                    _ => null,
                }
        );
        Assert.Null(error);
        Assert.Equal(
            (7, 9, 32, true, true),
            (settings!.GrpcPort, settings.HttpPort, settings.Parallelism, settings.ExitWithStdin, settings.JsonLog)
        );
    }

    [Theory]
    [InlineData("functions-url", "ftp://x")]
    [InlineData("listen", "everywhere")]
    [InlineData("grpc-port", "70000")]
    [InlineData("parallelism", "0")]
    [InlineData("watch-silence", "1.5")]
    [InlineData("log-format", "xml")]
    [InlineData("exit-with-stdin", "perhaps")]
    [InlineData("prometheus", "perhaps")]
    public void An_unusable_value_is_refused_with_the_name_of_its_setting(string name, string value) =>
        Assert.StartsWith(
            $"{name}: \"{value}\"",
            ScalerSettings.Parse(["--functions-url", "http://f", "--" + name, value], _ => null).Error,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("--grpc-prot")]
    [InlineData("x")]
    public void An_unknown_argument_is_refused(string argument) =>
        Assert.Equal($"{argument}: not a setting; --help lists them", ScalerSettings.Parse([argument], _ => null).Error);

    [Fact]
    public void The_help_names_every_setting() => Assert.Contains("--functions-url", ScalerSettings.Help(), StringComparison.Ordinal);
}
