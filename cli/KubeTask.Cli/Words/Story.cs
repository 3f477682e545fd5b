using KubeTask.Cli.Terminals;

namespace KubeTask.Cli.Words;

/// <summary>What <c>describe</c> says of an object.</summary>
/// <param name="Heading">Which object it is.</param>
/// <param name="Facts">Short facts, each with its name.</param>
/// <param name="Now">Sentences: what the object does or waits for, and why.</param>
/// <param name="Sections">More, under titles.</param>
internal sealed record Story(string Heading, IReadOnlyList<Fact> Facts, IReadOnlyList<string> Now, IReadOnlyList<Section> Sections);

/// <summary>A short fact.</summary>
internal sealed record Fact(string Name, string Text, Ink Ink = Ink.Plain);

/// <summary>Lines under a title.</summary>
internal sealed record Section(string Title, IReadOnlyList<string> Lines);
