
namespace KubeTask.Local.ApiServer.Rest;

/// <summary>Options of a create, update or patch.</summary>
internal sealed record WriteOptions(bool DryRun, string FieldValidation)
{
    /// <summary>Sentences for the answer's Warning headers.</summary>
    public List<string> Warnings { get; } = [];

    /// <exception cref="StatusException">400 or 422: an option with a value that it can't have.</exception>
    public static WriteOptions Parse(IQueryCollection query)
    {
        var validation = query["fieldValidation"].ToString();
        if (validation is not ("" or "Ignore" or "Warn" or "Strict"))
        {
            throw Failures.BadRequest($"fieldValidation: Unsupported value: \"{validation}\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
        }

        return new(IsDryRun(query["dryRun"].ToString()), validation.Length == 0 ? "Warn" : validation);
    }

    public static bool IsDryRun(string text) => text switch
    {
        "" => false,
        "All" => true,
        _ => throw Failures.BadRequest($"dryRun: Unsupported value: \"{text}\": supported values: \"All\""),
    };
}
