namespace KubeTask.Scaler.Tests.Watching;

/// <summary>Objects and watch frames as an API server writes them.</summary>
internal static class Frames
{
    public static string TaskObject(string name, int resourceVersion, string? phase = null, string uid = "") =>
        $$$"""{"apiVersion":"kubetask.io/v1alpha1","kind":"Task","metadata":{"name":"{{{name}}}","namespace":"ns","""
        + $$$""" "uid":"{{{(uid.Length > 0 ? uid : "uid-" + name)}}}","resourceVersion":"{{{resourceVersion}}}","generation":1,"""
        + $$$""" "managedFields":[{"manager":"kubectl","fieldsV1":{"f:spec":{}} }]},"spec":{"description":"x"},"""
        + $$$""" "status":{"phase":"{{{phase}}}"}}""";

    public static string Added(string item) => Frame("ADDED", item);

    public static string Modified(string item) => Frame("MODIFIED", item);

    public static string Deleted(string item) => Frame("DELETED", item);

    public static string Bookmark(int resourceVersion) =>
        Frame("BOOKMARK", $$$"""{"kind":"Task","metadata":{"resourceVersion":"{{{resourceVersion}}}"}}""");

    public static string Error(int code) =>
        Frame("ERROR", $$"""{"kind":"Status","code":{{code}},"reason":"Expired","message":"too old resource version"}""");

    public static string Frame(string type, string item) => $$$"""{"type":"{{{type}}}","object":{{{item}}}}""";
}
