using System.Collections.Frozen;
using System.Reflection;
using System.Xml;

namespace KubeTask.Schema;

/// <summary>The <c>&lt;summary&gt;</c> texts of assemblies, from the documentation files next to them.</summary>
public sealed class XmlDocumentation
{
    private readonly FrozenDictionary<string, string> _summaries;

    private XmlDocumentation(FrozenDictionary<string, string> summaries) => _summaries = summaries;

    /// <summary>Has no descriptions.</summary>
    public static XmlDocumentation None { get; } = new(FrozenDictionary<string, string>.Empty);

    /// <summary>Reads the documentation files of <paramref name="assemblies"/>.</summary>
    /// <exception cref="FileNotFoundException">An assembly has no documentation file next to it.</exception>
    public static XmlDocumentation Load(params IEnumerable<Assembly> assemblies)
    {
        var summaries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Assembly assembly in assemblies)
        {
            string name = assembly.GetName().Name + ".xml";
            string path = Path.Combine(AppContext.BaseDirectory, name);
            if (!File.Exists(path))
                throw new FileNotFoundException($"{name} is not next to the program: descriptions can't be read", path);

            Read(path, summaries);
        }

        return new(summaries.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The summary of a type, or null if it has none.</summary>
    public string? Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return _summaries.GetValueOrDefault("T:" + Id(type));
    }

    /// <summary>The summary of a property, or null if it has none.</summary>
    public string? Of(PropertyInfo property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return _summaries.GetValueOrDefault($"P:{Id(property.DeclaringType!)}.{property.Name}");
    }

    private static string Id(Type type) => type.FullName!.Replace('+', '.');

    private static void Read(string path, Dictionary<string, string> summaries)
    {
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        string? member = null;
        while (!reader.EOF)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
            }
            else if (reader.Name == "member")
            {
                member = reader.GetAttribute("name");
                reader.Read();
            }
            else if (reader.Name == "summary" && member is ['P' or 'T', ..])
            {
                summaries[member] = DescriptionText.Read(reader);
            }
            else
            {
                reader.Read();
            }
        }
    }
}
