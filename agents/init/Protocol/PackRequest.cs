using System.Globalization;
using System.Text;

namespace KubeTask.Init.Protocol;

/// <summary>Asks git-upload-pack for objects, as one that has none.</summary>
/// <param name="Wanted">The objects, 40 hexadecimal digits each.</param>
/// <param name="Depth">How many commits; 0 for all.</param>
internal sealed record PackRequest(IReadOnlyList<string> Wanted, int Depth)
{
    /// <summary>The lines of the request, for a server with these capabilities.</summary>
    public byte[] ToBytes(Advertisement server)
    {
        string[] wishes = ["ofs-delta", "no-progress", .. Depth == 0 ? ["include-tag"] : Array.Empty<string>()];
        string band = server.Has("side-band-64k") ? "side-band-64k" : "side-band";
        IEnumerable<string> capabilities = wishes.Append(band).Where(server.Has).Append("agent=kubetask-init");
        var text = new StringBuilder();
        for (int i = 0; i < Wanted.Count; i++)
            Line(text, i == 0 ? $"want {Wanted[i]} {string.Join(' ', capabilities)}\n" : $"want {Wanted[i]}\n");
        if (Depth > 0)
            Line(text, string.Create(CultureInfo.InvariantCulture, $"deepen {Depth}\n"));
        text.Append("0000");
        Line(text, "done\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Line(StringBuilder text, string line) =>
        text.Append(CultureInfo.InvariantCulture, $"{line.Length + 4:x4}").Append(line);
}
