using System.Collections.Immutable;
using PocketKube.ApiServer.Errors;

namespace PocketKube.ApiServer.Http;

internal enum ResponseShape
{
    Full,
    Table,
    PartialObjectMetadata,
}

/// <summary>How the client wants an answer, from its Accept header.</summary>
internal sealed record ResponseFormat(ResponseShape Shape, string MetaVersion, bool Yaml)
{
    private static readonly ResponseFormat s_json = new(ResponseShape.Full, "v1", Yaml: false);

    /// <exception cref="StatusException">406: none of the wanted formats is there.</exception>
    public static ResponseFormat Parse(string accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
            return s_json;

        foreach (string offer in accept.Split(','))
        {
            string[] parts = offer.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0 || parts[0] is not ("application/json" or "application/yaml" or "application/*" or "*/*"))
                continue;

            ImmutableArray<string> settings = [.. parts[1..]];
            bool yaml = parts[0] == "application/yaml";
            string version = Setting(settings, "v") ?? "v1";
            switch (Setting(settings, "as"))
            {
                case null:
                    return s_json with { Yaml = yaml };
                case "Table" when version is ("v1" or "v1beta1"):
                    return new(ResponseShape.Table, version, yaml);
                case "PartialObjectMetadata" or "PartialObjectMetadataList":
                    return new(ResponseShape.PartialObjectMetadata, version, yaml);
                default:
                    continue;
            }
        }

        throw Failures.NotAcceptable();
    }

    private static string? Setting(ImmutableArray<string> settings, string name)
    {
        foreach (string setting in settings)
        {
            if (setting.StartsWith(name + "=", StringComparison.Ordinal))
                return setting[(name.Length + 1)..];
        }

        return null;
    }
}
