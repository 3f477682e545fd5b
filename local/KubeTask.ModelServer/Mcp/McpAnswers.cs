using System.Text.Json.Nodes;

namespace KubeTask.ModelServer.Mcp;

/// <summary>What an MCP server with the tool <c>recall</c> answers.</summary>
public static class McpAnswers
{
    /// <summary>The answer's result or error.</summary>
    public static JsonObject To(string method, JsonObject request, string recalled) =>
        method switch
        {
            "initialize" => Result(
                new JsonObject
                {
                    ["protocolVersion"] = request["params"]?["protocolVersion"]?.GetValue<string>() ?? "2025-06-18",
                    ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
                    ["serverInfo"] = new JsonObject { ["name"] = "stub", ["version"] = "1" },
                }
            ),
            "tools/list" => Result(
                new JsonObject
                {
                    ["tools"] = new JsonArray(
                        new JsonObject
                        {
                            ["name"] = "recall",
                            ["description"] = "Says what it knows",
                            ["inputSchema"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject() },
                        }
                    ),
                }
            ),
            "tools/call" => Result(
                new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = recalled }) }
            ),
            "ping" => Result([]),
            _ => new()
            {
                ["error"] = new JsonObject { ["code"] = -32601, ["message"] = $"There is no {method}" },
            },
        };

    private static JsonObject Result(JsonObject result) => new() { ["result"] = result };
}
