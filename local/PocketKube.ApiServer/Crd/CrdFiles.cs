using System.Text.Json;
using System.Text.Json.Nodes;
using Kubernetes.Yaml;
using PocketKube.ApiServer.Storage;

namespace PocketKube.ApiServer.Crd;

/// <summary>Reads CustomResourceDefinitions from a folder of YAML files.</summary>
internal static class CrdFiles
{
    /// <exception cref="InvalidDataException">A file holds something else.</exception>
    public static async Task<IReadOnlyList<JsonObject>> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        var definitions = new List<JsonObject>();
        foreach (string path in Directory.EnumerateFiles(directory, "*.y*ml").Order(StringComparer.Ordinal))
        {
            using var text = new StringReader(await File.ReadAllTextAsync(path, cancellationToken));
            try
            {
                foreach (JsonNode document in YamlJson.Read(text))
                {
                    definitions.Add(
                        document is JsonObject definition && definition.Text("kind") == "CustomResourceDefinition"
                            ? definition
                            : throw new InvalidDataException($"{path}: not a CustomResourceDefinition")
                    );
                }
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"{path}: {e.Message}", e);
            }
        }

        return definitions;
    }
}
