using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables;

/// <summary>A column definition of a Table.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Type">integer, number, string, boolean or date.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Priority">More than 0: only with <c>-o wide</c>.</param>
/// <param name="Format"><c>name</c> for the object's name; else empty.</param>
internal sealed record Column(string Name, string Type, string Description, int Priority = 0, string Format = "")
{
    public static Column ObjectName { get; } = new("Name", "string", "Name must be unique within a namespace.", Format: "name");

    public static Column Age { get; } = new("Age", "string", "The time since the object was created.");

    public JsonObject ToJson() =>
        new()
        {
            ["name"] = Name,
            ["type"] = Type,
            ["format"] = Format,
            ["description"] = Description,
            ["priority"] = Priority,
        };
}
