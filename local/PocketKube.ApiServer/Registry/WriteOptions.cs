using PocketKube.ApiServer.Errors;

namespace PocketKube.ApiServer.Registry;

/// <summary>Options of a create, update or patch.</summary>
internal sealed record WriteOptions(bool DryRun, string FieldValidation)
{
    /// <summary>The write is a patch.</summary>
    public bool IsPatch { get; init; }

    /// <summary>Sentences for the answer's Warning headers.</summary>
    public List<string> Warnings { get; } = [];

    /// <exception cref="StatusException">400 or 422: an option with a value that it can't have.</exception>
    public static WriteOptions Parse(IQueryCollection query, string kind)
    {
        string validation = query["fieldValidation"].ToString();
        if (validation is not ("" or "Ignore" or "Warn" or "Strict"))
        {
            throw Failures.BadRequest(
                $"fieldValidation: Unsupported value: \"{validation}\": supported values: \"Ignore\", \"Strict\", \"Warn\""
            );
        }

        return new(IsDryRun(query["dryRun"].ToString(), kind), validation.Length == 0 ? "Warn" : validation);
    }

    /// <param name="text">The option's value.</param>
    /// <param name="kind">The options' own kind, <c>CreateOptions</c> and so on.</param>
    public static bool IsDryRun(string text, string kind) =>
        text switch
        {
            "" => false,
            "All" => true,
            _ => throw Failures.Invalid(
                "meta.k8s.io",
                kind,
                "",
                [
                    new(
                        "FieldValueNotSupported",
                        "dryRun",
                        $"Unsupported value: []string{{{GoValue.Quote(text)}}}: supported values: \"All\""
                    ),
                ]
            ),
        };
}
