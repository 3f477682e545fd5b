namespace PocketKube.ApiServer.Resources;

/// <summary>One column of <c>additionalPrinterColumns</c> of a CustomResourceDefinition's version.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Type">integer, number, string, boolean or date.</param>
/// <param name="JsonPath">Where the cell's value is, such as <c>.status.phase</c>.</param>
/// <param name="Format">OpenAPI format, or empty.</param>
/// <param name="Description">What the column shows.</param>
/// <param name="Priority">0 is always shown, more only with <c>-o wide</c>.</param>
internal sealed record PrinterColumn(
    string Name,
    string Type,
    string JsonPath,
    string Format = "",
    string Description = "",
    int Priority = 0
);
