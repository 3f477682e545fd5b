using System.Globalization;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Registry;

/// <summary>The server's time as metadata has it.</summary>
internal static class ServerTime
{
    public static JsonNode Text(TimeProvider time) =>
        time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
