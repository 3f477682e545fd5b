using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KubeTask.Core.Api;

namespace KubeTask.Scaler.Hosting;

/// <summary>How the process runs.</summary>
public sealed partial record ScalerSettings
{
    private static readonly SettingDefinition[] s_definitions =
    [
        new("functions-url", "KUBETASK_FUNCTIONS_URL", null, "where the functions are, such as http://kubetask-functions (required)"),
        new("listen", "KUBETASK_LISTEN", "0.0.0.0", "the IP address to listen on"),
        new("grpc-port", "KUBETASK_GRPC_PORT", "9090", "KEDA's external scaler, gRPC; in cleartext without grpc-cert"),
        new("grpc-cert", "KUBETASK_GRPC_CERT", "", "a PEM file with the certificate of the gRPC port, whose key is in grpc-key"),
        new("grpc-key", "KUBETASK_GRPC_KEY", "", "a PEM file with the key of grpc-cert"),
        new(
            "grpc-client-ca",
            "KUBETASK_GRPC_CLIENT_CA",
            "",
            "a PEM file with the authorities whose certificates callers must show (mutual TLS)"
        ),
        new("http-port", "KUBETASK_HTTP_PORT", "8080", "/healthz and /readyz"),
        new("submit-port", "KUBETASK_SUBMIT_PORT", "8081", "Tasks over HTTP, held while the functions wake"),
        new(
            "token-file",
            "KUBETASK_TOKEN_FILE",
            "",
            "the file with the token that the functions want with events; read again as it changes"
        ),
        new("parallelism", "KUBETASK_PARALLELISM", "32", "deliveries at a time"),
        new("watch-silence", "KUBETASK_WATCH_SILENCE", "150", "seconds without a byte after which a watch counts as dead"),
        new("wake-ahead", "KUBETASK_WAKE_AHEAD", "2", "seconds before a CronTask is due that functions are woken for it"),
        new(
            "release-namespace",
            "KUBETASK_RELEASE_NAMESPACE",
            KubeTaskApi.DefaultReleaseNamespace,
            "where the fallback KubeTaskConfig and the Lease are"
        ),
        new(
            "lease",
            "KUBETASK_LEASE",
            "kubetask-scaler",
            "the Lease that says which of several scalers delivers; none where there is but one"
        ),
        new(
            "identity",
            "KUBETASK_IDENTITY",
            "",
            "what this scaler is called in the Lease; its machine's name and a random ending unless set"
        ),
        new("prometheus", "KUBETASK_PROMETHEUS", "false", "whether /metrics on the http port shows the metrics to Prometheus"),
        new("log-format", "KUBETASK_LOG_FORMAT", "text", "text or json"),
        new("exit-with-stdin", "KUBETASK_EXIT_WITH_STDIN", "false", "stop when standard input ends (for a parent that may die)"),
    ];

    public required Uri FunctionsUrl { get; init; }
    public required IPAddress Listen { get; init; }
    public required int GrpcPort { get; init; }
    public required int HttpPort { get; init; }

    /// <summary>The port for submissions; null for none.</summary>
    public int? SubmitPort { get; init; }

    /// <summary>The file with the token that is sent with events; null for no token.</summary>
    public string? TokenFile { get; init; }

    public required int Parallelism { get; init; }
    public required TimeSpan WatchSilence { get; init; }
    public TimeSpan WakeAhead { get; init; }
    public string ReleaseNamespace { get; init; } = KubeTaskApi.DefaultReleaseNamespace;
    public GrpcTls? GrpcTls { get; init; }

    /// <summary>The Lease whose holder delivers; null for no Lease.</summary>
    public string? Lease { get; init; }
    public string Identity { get; init; } = Environment.MachineName + "_" + Guid.NewGuid().ToString("N")[..8];
    public required bool JsonLog { get; init; }

    /// <summary>Whether <c>/metrics</c> shows the metrics.</summary>
    public bool Prometheus { get; init; }
    public required bool ExitWithStdin { get; init; }

    /// <summary>Reads the settings, or explains which one can't be used.</summary>
    public static (ScalerSettings? Settings, string? Error) Parse(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        Dictionary<string, string?> values = s_definitions.ToDictionary(
            d => d.Name,
            d => environment(d.Variable) is { Length: > 0 } set ? set : d.Default
        );
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = argument.StartsWith("--", StringComparison.Ordinal) ? (equals < 0 ? argument[2..] : argument[2..equals]) : "";
            if (!values.ContainsKey(name))
                return (null, $"{argument}: not a setting; --help lists them");
            if (equals >= 0)
                values[name] = argument[(equals + 1)..];
            else if (IsSwitch(name) && (i + 1 == arguments.Count || arguments[i + 1].StartsWith("--", StringComparison.Ordinal)))
                values[name] = "true";
            else if (++i < arguments.Count)
                values[name] = arguments[i];
            else
                return (null, $"{argument}: needs a value");
        }

        return Check(values);
    }

    /// <summary>Whether a setting needs no value after its name.</summary>
    private static bool IsSwitch(string name) => name is "exit-with-stdin" or "prometheus";

    /// <summary>The text of <c>--help</c>.</summary>
    public static string Help()
    {
        var text = new StringBuilder();
        text.Append(
                "kubetask-scaler watches Tasks, Jobs, Agents and CronTasks, reports to KEDA how much work there is, "
                    + "and delivers it to the functions.\n"
            )
            .Append("The API server is the one that KUBECONFIG names, or the cluster that the process runs in.\n")
            .Append("Metrics go to OTEL_EXPORTER_OTLP_ENDPOINT where that is set.\n\n");
        foreach (SettingDefinition d in s_definitions)
        {
            string fallback = d.Default is null or "" ? "" : $" (default {d.Default})";
            text.Append(
                CultureInfo.InvariantCulture,
                $"  --{d.Name, -18}{d.Description}{fallback}\n  {"", -20}environment: {d.Variable}\n"
            );
        }

        return text.ToString();
    }

    private static (ScalerSettings? Settings, string? Error) Check(Dictionary<string, string?> values)
    {
        if (!Uri.TryCreate(values["functions-url"], UriKind.Absolute, out Uri? functions) || functions.Scheme is not ("http" or "https"))
        {
            return (
                null,
                $"functions-url: \"{values["functions-url"]}\" is not an http address; "
                    + "write where the functions are, such as http://kubetask-functions"
            );
        }

        if (!IPAddress.TryParse(values["listen"], out IPAddress? listen))
            return (null, $"listen: \"{values["listen"]}\" is not an IP address");
        (int grpcPort, string? error) = Number(values, "grpc-port", 0, 65_535);
        (int httpPort, string? httpError) = Number(values, "http-port", 0, 65_535);
        (int submitPort, string? submitError) = Number(values, "submit-port", 0, 65_535);
        (int parallelism, string? parallelismError) = Number(values, "parallelism", 1, 1024);
        (int silence, string? silenceError) = Number(values, "watch-silence", 1, 3600);
        (int wakeAhead, string? wakeAheadError) = Number(values, "wake-ahead", 0, 300);
        if ((error ?? httpError ?? submitError ?? parallelismError ?? silenceError ?? wakeAheadError) is { } bad)
            return (null, bad);
        if (values["log-format"] is not ("text" or "json"))
            return (null, $"log-format: \"{values["log-format"]}\" is unknown; write text or json");
        if (!bool.TryParse(values["exit-with-stdin"], out bool exitWithStdin))
            return (null, $"exit-with-stdin: \"{values["exit-with-stdin"]}\" is neither true nor false");
        if (!bool.TryParse(values["prometheus"], out bool prometheus))
            return (null, $"prometheus: \"{values["prometheus"]}\" is neither true nor false");
        if (!LeaseName().IsMatch(values["lease"]!))
            return (null, $"lease: \"{values["lease"]}\" can't be the name of a Lease; write lower-case letters, digits, - and ., or none");
        (GrpcTls? tls, string? tlsError) = Tls(values);
        if (tlsError is not null)
            return (null, tlsError);
        return (
            new ScalerSettings
            {
                GrpcTls = tls,
                Lease = values["lease"] == "none" ? null : values["lease"],
                FunctionsUrl = functions,
                Listen = listen,
                GrpcPort = grpcPort,
                HttpPort = httpPort,
                SubmitPort = submitPort,
                TokenFile = values["token-file"] is { Length: > 0 } file ? file : null,
                Parallelism = parallelism,
                WatchSilence = TimeSpan.FromSeconds(silence),
                WakeAhead = TimeSpan.FromSeconds(wakeAhead),
                ReleaseNamespace = values["release-namespace"]!,
                JsonLog = values["log-format"] == "json",
                Prometheus = prometheus,
                ExitWithStdin = exitWithStdin,
            }
                is var settings
            && values["identity"] is { Length: > 0 } identity
                ? settings with
                {
                    Identity = identity,
                }
                : settings,
            null
        );
    }

    private static (GrpcTls? Tls, string? Error) Tls(Dictionary<string, string?> values)
    {
        (string certificate, string key, string clientCa) = (values["grpc-cert"]!, values["grpc-key"]!, values["grpc-client-ca"]!);
        if (certificate.Length == 0 && key.Length == 0)
        {
            return clientCa.Length == 0
                ? (null, null)
                : (null, "grpc-client-ca: needs grpc-cert and grpc-key; callers show certificates only over TLS");
        }

        if (certificate.Length == 0 || key.Length == 0)
        {
            return (
                null,
                $"{(certificate.Length == 0 ? "grpc-cert" : "grpc-key")}: missing; a certificate needs its key, and a key its certificate"
            );
        }

        try
        {
            return (new GrpcTls(certificate, key, clientCa.Length == 0 ? null : clientCa), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return (null, $"grpc-cert, grpc-key, grpc-client-ca: can't be used: {e.Message}");
        }
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$")]
    private static partial Regex LeaseName();

    private static (int Value, string? Error) Number(Dictionary<string, string?> values, string name, int least, int most) =>
        int.TryParse(values[name], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? (value, null)
            : (0, $"{name}: \"{values[name]}\" can't be used; write a whole number from {least} to {most}");
}
