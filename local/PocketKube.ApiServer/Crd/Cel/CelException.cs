namespace PocketKube.ApiServer.Crd.Cel;

/// <summary>An expression can't be evaluated on a value: a field that isn't there, or a value of the wrong type.</summary>
internal sealed class CelException(string message) : Exception(message);
