using System.Reflection;
using KubeTask.Runner.Options;
using KubeTask.Runner.Runs;

string[] options = [.. args.TakeWhile(a => a != "--")];
if (options.Any(a => a is "--help" or "-h"))
{
    Console.WriteLine(SettingsReader.Help);
    return 0;
}

if (options.Contains("--version"))
{
    Console.WriteLine(typeof(SettingsReader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
    return 0;
}

return Runner.Run(args, new RunLog(Console.OpenStandardOutput(), Console.OpenStandardError()));
