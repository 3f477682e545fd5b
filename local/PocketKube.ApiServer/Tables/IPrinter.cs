using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PocketKube.ApiServer.Tables;

/// <summary>Shows objects of one kind as rows.</summary>
internal interface IPrinter
{
    ImmutableArray<Column> Columns { get; }

    /// <summary>One cell for each column.</summary>
    JsonArray Cells(JsonObject obj, DateTimeOffset now);

    /// <summary>Conditions of the row, such as Completed; null for none.</summary>
    JsonArray? Conditions(JsonObject obj) => null;
}
