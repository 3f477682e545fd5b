using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Kubernetes.Yaml;
using Microsoft.AspNetCore.Http.Features;
using PocketKube.ApiServer.Errors;
using PocketKube.ApiServer.Registry;
using PocketKube.ApiServer.Resources;
using PocketKube.ApiServer.Storage;
using PocketKube.ApiServer.Tables;

namespace PocketKube.ApiServer.Http;

/// <summary>Writes answers in the format that the client wants.</summary>
internal sealed class Responder(TableRenderer tables)
{
    private static readonly byte[] s_listEnd = "]}\n"u8.ToArray();

    public static ResponseFormat FormatOf(HttpContext context) => ResponseFormat.Parse(context.Request.Headers.Accept.ToString());

    public static Task WriteAsync(HttpContext context, JsonNode value, int code = 200)
    {
        bool yaml = context.Request.Headers.Accept.ToString().StartsWith("application/yaml", StringComparison.Ordinal);
        return yaml
            ? WriteBytesAsync(context, Encoding.UTF8.GetBytes(YamlWriter.From(value.AsObject())), code, "application/yaml")
            : WriteBytesAsync(context, StoredObject.Encode(value), code, "application/json");
    }

    /// <summary>Answers with a failure, or aborts an answer that has begun.</summary>
    public static async Task FailAsync(HttpContext context, StatusException failure)
    {
        if (context.Response.HasStarted)
        {
            // Too late for a Status: a broken stream tells the client that this wasn't the end.
            context.Abort();
            return;
        }

        if (failure.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

        if (
            failure.Code == StatusCodes.Status413PayloadTooLarge
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit
        )
        {
            // The rest of the body is on its way still. Kestrel then reads it, for some seconds at most, so that the client
            // gets to read the answer and may use the connection again.
            limit.MaxRequestBodySize = null;
        }

        await WriteAsync(context, failure.ToStatus(), failure.Code);
    }

    public Task WriteObjectAsync(HttpContext context, ResourceDefinition resource, StoredObject value, string includeObject, int code = 200)
    {
        ResponseFormat format = FormatOf(context);
        return format is { Shape: ResponseShape.Full, Yaml: false }
            ? WriteBytesAsync(context, value.Json, code, "application/json")
            : WriteAsync(context, Shape(resource, [value], format, null, headers: true, includeObject), code);
    }

    public Task WriteListAsync(HttpContext context, ResourceDefinition resource, ListPage page, string includeObject)
    {
        ResponseFormat format = FormatOf(context);
        if (format is { Shape: ResponseShape.Full, Yaml: false })
            return WritePlainListAsync(context, resource, page);

        JsonObject list = format.Shape switch
        {
            ResponseShape.Table => Shape(resource, page.Items, format, page.ToMetadata(), headers: true, includeObject),
            ResponseShape.PartialObjectMetadata => new JsonObject
            {
                ["kind"] = "PartialObjectMetadataList",
                ["apiVersion"] = $"meta.k8s.io/{format.MetaVersion}",
                ["metadata"] = page.ToMetadata(),
                ["items"] = new JsonArray([.. page.Items.Select(i => Partial(i, format.MetaVersion))]),
            },
            _ => new JsonObject
            {
                ["apiVersion"] = resource.ApiVersion,
                ["kind"] = resource.ListKind,
                ["metadata"] = page.ToMetadata(resource),
                ["items"] = new JsonArray([.. page.Items.Select(i => i.Copy())]),
            },
        };
        return WriteAsync(context, list);
    }

    /// <summary>An object as one event of a watch shows it.</summary>
    public ReadOnlyMemory<byte> Frame(
        ResourceDefinition resource,
        StoredObject value,
        ResponseFormat format,
        bool headers,
        string includeObject
    ) =>
        format.Shape == ResponseShape.Full
            ? value.Json
            : StoredObject.Encode(Shape(resource, [value], format, null, headers, includeObject));

    private static async Task WriteBytesAsync(HttpContext context, ReadOnlyMemory<byte> body, int code, string contentType)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            _ = await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private static async Task WritePlainListAsync(HttpContext context, ResourceDefinition resource, ListPage page)
    {
        context.Response.ContentType = "application/json";
        PipeWriter body = context.Response.BodyWriter;
        string metadata = page.ToMetadata(resource).ToJsonString();
        body.Write(
            Encoding.UTF8.GetBytes(
                $"{{\"kind\":\"{resource.ListKind}\",\"apiVersion\":\"{resource.ApiVersion}\",\"metadata\":{metadata},\"items\":["
            )
        );
        for (int i = 0; i < page.Items.Count; i++)
        {
            if (i > 0)
                body.Write(","u8);

            body.Write(page.Items[i].Json.Span);
            if (body.UnflushedBytes > 64 * 1024)
                _ = await body.FlushAsync(context.RequestAborted);
        }

        _ = await body.WriteAsync(s_listEnd, context.RequestAborted);
    }

    private JsonObject Shape(
        ResourceDefinition resource,
        IReadOnlyList<StoredObject> values,
        ResponseFormat format,
        JsonObject? listMetadata,
        bool headers,
        string includeObject
    ) =>
        format.Shape switch
        {
            ResponseShape.Table => tables.Render(
                resource,
                [.. values.Select(v => v.Value)],
                listMetadata,
                headers,
                includeObject,
                format.MetaVersion
            ),
            ResponseShape.PartialObjectMetadata => Partial(values[0], format.MetaVersion),
            _ => values[0].Copy(),
        };

    private static JsonObject Partial(StoredObject value, string version) =>
        new()
        {
            ["kind"] = "PartialObjectMetadata",
            ["apiVersion"] = string.Create(CultureInfo.InvariantCulture, $"meta.k8s.io/{version}"),
            ["metadata"] = value.Metadata.DeepClone(),
        };
}
