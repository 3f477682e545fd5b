using System.Text.Json.Nodes;
using Kubernetes.Yaml;

namespace KubeTask.Testing.Transcripts;

/// <summary>Requests in order, in a namespace of their own.</summary>
public sealed record Scenario(string Theme, IReadOnlyList<Exchange> Exchanges)
{
    /// <summary>The namespace that <c>${ns}</c> stands for.</summary>
    public string Namespace => $"transcript-{Theme}";

    /// <summary>Every scenario in <paramref name="folder"/>, one per YAML file, in the order of their names.</summary>
    public static IReadOnlyList<Scenario> ReadAll(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>The scenario in a file, whose name is its theme.</summary>
    /// <exception cref="FormatException">The file isn't a list of exchanges, or two have the same name.</exception>
    public static Scenario Read(string file)
    {
        JsonArray list = YamlJson.ReadFile(file) as JsonArray ?? throw new FormatException($"{file}: not a list of exchanges");
        var exchanges = list.Select(item => ReadExchange(file, item as JsonObject)).ToList();
        IGrouping<string, Exchange>? twice = exchanges.GroupBy(e => e.Name).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? new Scenario(Path.GetFileNameWithoutExtension(file), exchanges)
            : throw new FormatException($"{file}: two exchanges are called \"{twice.Key}\"");
    }

    private static Exchange ReadExchange(string file, JsonObject? item)
    {
        string name = item?["name"]?.GetValue<string>() ?? throw new FormatException($"{file}: an exchange without name");
        string[] request = item["request"]?.GetValue<string>().Split(' ', 2) ?? [];
        if (request.Length != 2)
            throw new FormatException($"{file}: \"{name}\" needs request: METHOD /path");

        var headers = (item["headers"] as JsonObject ?? []).ToDictionary(h => h.Key, h => h.Value!.GetValue<string>());
        if (item["patch"]?.GetValue<string>() is { } patch)
            headers["Content-Type"] = $"application/{patch}+json";

        return new Exchange
        {
            Name = name,
            Method = new HttpMethod(request[0]),
            Path = request[1],
            Headers = headers,
            Body = item["body"] switch
            {
                null => null,
                JsonValue text => text.ToString(),
                var json => json.ToJsonString(),
            },
            As = item["as"]?.GetValue<string>(),
            Token = item["token"]?.GetValue<string>(),
            Frames = Int(item["frames"]),
            Meanwhile = item["meanwhile"] is JsonObject meanwhile ? ReadExchange(file, meanwhile) : null,
            Until = item["until"] is JsonObject until
                ? new Condition(Int(until["status"]), until["path"]?.GetValue<string>(), until["value"]?.DeepClone())
                : null,
            Keep = item["keep"] is JsonObject keep
                ? new Selection(keep["path"]!.GetValue<string>(), keep["key"]!.GetValue<string>(), Strings(keep["values"]))
                : null,
            Drop = Strings(item["drop"]),
            Shape = item["shape"]?.GetValue<bool>() ?? false,
            Setup = item["setup"]?.GetValue<bool>() ?? false,
        };
    }

    private static int? Int(JsonNode? number) => (int?)number?.GetValue<long>();

    private static List<string> Strings(JsonNode? list) => [.. (list as JsonArray ?? []).Select(v => v!.GetValue<string>())];
}
