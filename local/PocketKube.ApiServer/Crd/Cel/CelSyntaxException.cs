namespace PocketKube.ApiServer.Crd.Cel;

/// <summary>An expression that isn't CEL, or is none of the part of CEL that is known here.</summary>
internal sealed class CelSyntaxException(string message) : Exception(message);
