using System.Globalization;
using KubeTask.Git;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Checkout;

/// <summary>Adds up what files will take before the first is written. It reads sizes from headers, so a bomb isn't inflated.</summary>
internal static class SizeCheck
{
    /// <summary>What a file system takes for a name, at least. Trees without content can't grow without end.</summary>
    private const int BytesPerEntry = 256;

    /// <param name="already">Bytes on the disk.</param>
    /// <param name="most">Bytes that may be there.</param>
    /// <returns>The bytes with the files.</returns>
    public static long Run(Snapshot snapshot, IEnumerable<CheckoutItem> items, long already, long most, CancellationToken stop)
    {
        long total = already;
        foreach (CheckoutItem item in items)
        {
            stop.ThrowIfCancellationRequested();
            total += BytesPerEntry + (item is CheckoutItem.File file ? snapshot.SizeOf(file.Entry) : 0);
            if (total > most || total < 0)
            {
                throw new GitFault(
                    GitReason.TooLarge,
                    string.Create(CultureInfo.InvariantCulture, $"the files and .git take more than the limit of {most:N0} bytes"),
                    "raise spec.git.sizeLimit of the KubeTaskConfig, or fetch less: a smaller depth, or a path of the repository"
                );
            }
        }

        return total;
    }
}
