using System.Text.Json;

namespace KubeTask.FunctionsHost.Apps;

/// <summary>Reads the JSON files of an app as the Functions host does: comments are allowed, names are in any case.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions s_lenient = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <exception cref="AppException">The file is missing, or no JSON of this kind.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            return Parse<T>(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AppException($"{path}: is missing");
        }
    }

    /// <param name="from">Where the text is from, for the message.</param>
    /// <exception cref="AppException">The text is no JSON of this kind.</exception>
    public static T Parse<T>(string json, string from)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, s_lenient) ?? throw new AppException($"{from}: is null");
        }
        catch (JsonException e)
        {
            throw new AppException($"{from}: can't be read as JSON ({e.Path ?? "$"}, line {e.LineNumber + 1})");
        }
    }
}
