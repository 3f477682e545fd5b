namespace PocketKube.ApiServer.Crd.Cel;

/// <summary>An expression that isn't CEL, or uses a part of CEL that is not supported here.</summary>
internal sealed class CelSyntaxException(string message) : Exception(message);
