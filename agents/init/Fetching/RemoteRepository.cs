using KubeTask.Git;
using KubeTask.Init.Credentials;
using KubeTask.Init.Transports;

namespace KubeTask.Init.Fetching;

/// <summary>A repository on a server, and how to reach it.</summary>
/// <param name="Name">The Context, for the log.</param>
/// <param name="Credentials">They are for this address only.</param>
/// <param name="Temporary">A folder for what ssh needs.</param>
internal sealed record RemoteRepository(
    string Name,
    GitAddress Address,
    RepositoryCredentials Credentials,
    string Temporary,
    FetchFrame Frame
)
{
    public void Log(string text) => Frame.Log.Line(Name, text);

    public void Warn(string text) => Frame.Log.Warn(Name, text);

    public Connection Connect(ReceivedBytes received) =>
        Address.Scheme switch
        {
            "ssh" => new SshConnection(Address, Credentials, Temporary, received, Log),
            "git" => new DaemonConnection(Address, received),
            _ => new HttpConnection(Address, Credentials, Frame.Network, received),
        };

    /// <summary>Another repository, which gets the credentials only if it is on the same scheme, host and port.</summary>
    public RemoteRepository At(GitAddress address) =>
        this with
        {
            Address = address,
            Credentials =
                address.Scheme == Address.Scheme && address.Host == Address.Host && address.Port == Address.Port
                    ? Credentials
                    : RepositoryCredentials.None,
        };
}
