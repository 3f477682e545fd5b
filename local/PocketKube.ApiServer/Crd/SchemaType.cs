namespace PocketKube.ApiServer.Crd;

/// <summary>JSON type that a schema asks for.</summary>
internal enum SchemaType
{
    /// <summary>Not said.</summary>
    Any,
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
    IntOrString,
}
