using System.CommandLine;
using System.Globalization;

namespace KubeTask.Cli.Invocations;

/// <summary>Options that take a whole number.</summary>
internal static class NumberOption
{
    public static Option<int?> Create(string name, int least, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least)
                    return number;
                result.AddError(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name}: \"{text}\" is not a whole number from {least} on; write such a number"
                    )
                );
                return null;
            },
        };
}
