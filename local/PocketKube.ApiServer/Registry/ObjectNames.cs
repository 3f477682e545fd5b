namespace PocketKube.ApiServer.Registry;

/// <summary>Generates names and uids. With a seed they repeat, for tests.</summary>
internal sealed class ObjectNames(int? seed)
{
    // No vowels and nothing that looks like something else, as apimachinery has it.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    private const int MostPrefix = 58;

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed ?? Environment.TickCount);

    public string Generate(string prefix)
    {
        char[] random = new char[5];
        lock (_gate)
        {
            for (int i = 0; i < random.Length; i++)
                random[i] = Alphabet[_random.Next(Alphabet.Length)];
        }

        return (prefix.Length > MostPrefix ? prefix[..MostPrefix] : prefix) + new string(random);
    }

    public string NewUid()
    {
        if (seed is null)
            return Guid.NewGuid().ToString();

        byte[] bytes = new byte[16];
        lock (_gate)
            _random.NextBytes(bytes);

        return new Guid(bytes).ToString();
    }
}
