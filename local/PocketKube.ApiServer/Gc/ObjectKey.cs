namespace PocketKube.ApiServer.Gc;

/// <summary>Where an object is stored.</summary>
internal sealed record ObjectKey(string Resource, string Namespace, string Name);
