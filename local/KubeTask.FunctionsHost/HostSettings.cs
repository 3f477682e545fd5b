using System.Globalization;
using System.Net;

namespace KubeTask.FunctionsHost;

/// <summary>What the command line and the environment say.</summary>
/// <param name="App">The folder of the app.</param>
/// <param name="Address">The address for everybody's requests.</param>
/// <param name="Port">The port for everybody's requests.</param>
/// <param name="Silence">How long neither side of a call may send anything.</param>
/// <param name="ExitWithStdin">Whether the end of standard input ends the host.</param>
internal sealed record HostSettings(string App, IPAddress Address, int Port, TimeSpan Silence, bool ExitWithStdin)
{
    /// <summary>
    /// The port, where no argument gives one. The variable is that of custom handlers, so that a program that starts the
    /// functions as a process can start this host in the same way.
    /// </summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>Where the real host listens, such as <c>http://+:8080</c>; images set it. Without it, this host is for this machine only.</summary>
    public const string UrlsVariable = "ASPNETCORE_URLS";

    /// <summary>The real host's name for the folder of the app; images set it.</summary>
    public const string AppVariable = "AzureWebJobsScriptRoot";

    /// <summary>A constant of the Azure Functions host.</summary>
    public static readonly TimeSpan DefaultSilence = TimeSpan.FromSeconds(240);

    public const int DefaultPort = 8080;

    /// <summary>Reads the arguments; what is wrong with them is a sentence.</summary>
    public static (HostSettings? Settings, string? Error) Read(IReadOnlyList<string> arguments, Func<string, string?> variable)
    {
        var settings = new HostSettings("", IPAddress.Loopback, DefaultPort, DefaultSilence, ExitWithStdin: false);
        if (variable(AppVariable) is { Length: > 0 } app)
            settings = settings with { App = Path.GetFullPath(app) };
        if (variable(PortVariable) is { } given)
        {
            if (ParsePort(given) is not { } port)
                return (null, $"{PortVariable}: \"{given}\" is not a port");
            settings = settings with { Port = port };
        }
        else if (variable(UrlsVariable) is { Length: > 0 } urls)
        {
            if (BindingAddress.Parse(urls) is not { Scheme: "http", Host: "+" or "*", Port: > 0 } all)
                return (null, $"{UrlsVariable}: \"{urls}\" is not one address such as http://+:8080");
            settings = settings with { Address = IPAddress.Any, Port = all.Port };
        }

        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            if (name == "--exit-with-stdin")
            {
                settings = settings with { ExitWithStdin = true };
                continue;
            }

            if (name is not ("--app" or "--port" or "--silence"))
                return (null, $"{name}: is no argument of this program; see --help");
            if (++i == arguments.Count)
                return (null, $"{name}: needs a value");
            if (With(settings, name, arguments[i]) is not { } read)
                return (null, $"{name}: \"{arguments[i]}\" is not a {(name == "--port" ? "port" : "number of seconds above 0")}");
            settings = read;
        }

        return settings.App.Length == 0 ? (null, $"--app: is missing; name the folder of the app, or set {AppVariable}") : (settings, null);
    }

    private static HostSettings? With(HostSettings settings, string name, string value) =>
        name switch
        {
            "--app" => settings with { App = Path.GetFullPath(value) },
            "--port" => ParsePort(value) is { } port ? settings with { Port = port } : null,
            _ => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and < 1e6
                ? settings with
                {
                    Silence = TimeSpan.FromSeconds(seconds),
                }
                : null,
        };

    private static int? ParsePort(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535 ? port : null;
}
