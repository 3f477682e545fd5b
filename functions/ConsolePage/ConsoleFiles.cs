using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;

namespace KubeTask.Functions.ConsolePage;

/// <summary>
/// The console's files, which are in the program itself: so they are there in every runtime, native ones too. They are compressed when
/// they are first asked for.
/// </summary>
public sealed class ConsoleFiles
{
    private const string Prefix = "console/";

    private static readonly FrozenDictionary<string, string> s_mediaTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, Lazy<ConsoleFile>> _files = Assembly
        .GetExecutingAssembly()
        .GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..].Replace('\\', '/'), name => new Lazy<ConsoleFile>(() => Read(name)));

    /// <summary>Whether this program was built with the console.</summary>
    public bool Exist => _files.Count > 0;

    /// <summary>A file by its path below /console/, or null.</summary>
    public ConsoleFile? Find(string path) => _files.TryGetValue(path, out Lazy<ConsoleFile>? file) ? file.Value : null;

    private static ConsoleFile Read(string name)
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var plain = new MemoryStream();
        resource.CopyTo(plain);
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(plain.GetBuffer().AsSpan(0, (int)plain.Length));
        // The names of these have a hash of their content, so they never change.
        bool fixedForever = name.StartsWith(Prefix + "assets/", StringComparison.Ordinal);
        return new ConsoleFile(
            s_mediaTypes.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream"),
            plain.ToArray(),
            zipped.ToArray(),
            fixedForever
        );
    }
}

/// <summary>A file of the console.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Plain">Its bytes.</param>
/// <param name="Zipped">Its bytes, compressed with gzip.</param>
/// <param name="FixedForever">Whether its content never changes, so that a browser may keep it.</param>
public sealed record ConsoleFile(string MediaType, ReadOnlyMemory<byte> Plain, ReadOnlyMemory<byte> Zipped, bool FixedForever);
