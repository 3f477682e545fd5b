using System.Text.Json.Nodes;

namespace KubeTask.ModelServer.Apis;

/// <summary>Finds the name that an agent gives to a tool. Each has its own way to write an MCP server's tools.</summary>
internal static class ToolNames
{
    public static Step.CallTool Resolve(JsonObject request, Step.CallTool call)
    {
        (string? Group, string Name)[] tools = [.. Tools(request["tools"], null)];
        (string? group, string? name) = tools.FirstOrDefault(t => t.Name == call.Name && call.Server is null);
        if (name is null)
            (group, name) = tools.FirstOrDefault(t => t.Name.EndsWith(call.Name, StringComparison.Ordinal) && HasServer(t, call.Server));
        return name is null ? call : call with { Name = name, Group = group };
    }

    private static bool HasServer((string? Group, string Name) tool, string? server) =>
        server is null || $"{tool.Group} {tool.Name}".Contains(server, StringComparison.Ordinal);

    private static IEnumerable<(string? Group, string Name)> Tools(JsonNode? node, string? group) =>
        node switch
        {
            JsonArray array => array.SelectMany(n => Tools(n, group)),
            JsonObject { } tool when tool["type"]?.ToString() == "namespace" => Tools(tool["tools"], tool["name"]?.ToString()),
            JsonObject { } tool when tool["functionDeclarations"] is { } declarations => Tools(declarations, group),
            JsonObject { } tool when tool["function"] is { } function => Tools(function, group),
            JsonObject { } tool when tool["name"] is { } name => [(group, name.ToString())],
            _ => [],
        };
}
