using System.Globalization;
using KubeTask.Git;
using KubeTask.Init.Reporting;

namespace KubeTask.Init.Transports;

/// <summary>Counts what is received for one repository, and ends it at a limit.</summary>
internal sealed class ReceivedBytes(long most)
{
    public long Total { get; private set; }

    public void Add(int bytes)
    {
        Total += bytes;
        if (Total > most)
        {
            throw new GitFault(
                GitReason.TooLarge,
                string.Create(CultureInfo.InvariantCulture, $"the server has sent more than the limit of {most:N0} bytes"),
                "raise spec.git.sizeLimit of the KubeTaskConfig, or set a smaller depth (path makes no fetch smaller)"
            );
        }
    }
}
