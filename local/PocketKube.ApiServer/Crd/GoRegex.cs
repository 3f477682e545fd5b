using System.Text.RegularExpressions;

namespace PocketKube.ApiServer.Crd;

/// <summary>Regular expressions as Go's RE2 reads them, as far as the two differ in what schemas use.</summary>
internal static partial class GoRegex
{
    /// <summary>Go's regular expressions never backtrack; a timeout bounds those of .NET.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <exception cref="ArgumentException">It isn't a regular expression.</exception>
    public static Regex Of(string pattern) => new(Dollar().Replace(pattern, @"\z"), RegexOptions.CultureInvariant, s_patience);

    /// <summary>The end of the text; .NET's own <c>$</c> may stand before a last line break too.</summary>
    [GeneratedRegex(@"(?<!\\)\$(?![^\[]*\])", RegexOptions.CultureInvariant)]
    private static partial Regex Dollar();
}
