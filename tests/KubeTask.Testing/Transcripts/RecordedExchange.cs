using System.Text.Json.Nodes;

namespace KubeTask.Testing.Transcripts;

/// <summary>A server's normalized answer, without what differs from one run to the next.</summary>
/// <param name="Name">The exchange's name.</param>
/// <param name="Request">Method and path as the scenario has them.</param>
/// <param name="Status">The HTTP status; 0 without an answer.</param>
/// <param name="ContentType">The content type with its parameters; empty where there is none.</param>
/// <param name="Body">JSON, or a text as a JSON string; for a watch the list of its events.</param>
public sealed record RecordedExchange(string Name, string Request, int Status, string ContentType, JsonNode? Body);
