namespace KubeTask.Cli.Doctor;

/// <summary>How a check ended.</summary>
internal enum Outcome
{
    Ok,

    /// <summary>It works, and still there is something to know.</summary>
    Note,

    /// <summary>It couldn't be checked.</summary>
    Unknown,
    Wrong,
}

/// <summary>What a check found.</summary>
/// <param name="Topic">What was checked.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">What is so, and what to do unless that is fine.</param>
internal sealed record Finding(string Topic, Outcome Outcome, string Message)
{
    public static Finding Ok(string topic, string message) => new(topic, Outcome.Ok, message);

    public static Finding Wrong(string topic, string message) => new(topic, Outcome.Wrong, message);

    public static Finding Note(string topic, string message) => new(topic, Outcome.Note, message);

    public static Finding Unknown(string topic, string message) => new(topic, Outcome.Unknown, message);
}
