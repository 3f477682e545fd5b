using System.Text.Json.Serialization;
using KubeTask.Core.Api;
using KubeTask.Functions.ObjectApi;
using KubeTask.Functions.TaskApi;
using KubeTask.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace KubeTask.Functions.ApiDocument;

/// <summary>Serves the interface's description (OpenAPI 3.1) and a page that shows it. Nothing is fetched from elsewhere.</summary>
internal static class ApiDocumentation
{
    private const string Security = "bearer";

    /// <summary>Makes the browser accept the page's own scripts and styles, and no others.</summary>
    private const string PagePolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'";

    public static void AddApiDocument(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, SubmissionJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, ProblemJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(2, ApiJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(3, ObjectJson.Default);
            // A number must not be written as a string.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddOpenApi("v1", openApi =>
        {
            openApi.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            // The document uses Kubernetes' names of the kinds, not the C# ones.
            openApi.CreateSchemaReferenceId = type =>
                type.Type == typeof(HttpProblem)
                    ? "Problem"
                    : OpenApiOptions.CreateDefaultSchemaReferenceId(type)?.Replace("V1Alpha1", "", StringComparison.Ordinal);
            openApi.AddDocumentTransformer(
                (document, _, _) =>
                {
                    Describe(document);
                    return Task.CompletedTask;
                }
            );
        });
    }

    public static void MapApiDocument(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json");
        routes
            .MapScalarApiReference("/docs", page =>
                page.WithTitle("KubeTask")
                    .WithOpenApiRoutePattern("/openapi/v1.json")
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .HideClientButton()
                    .HideDeveloperTools()
            )
            .AddEndpointFilter(
                async (context, next) =>
                {
                    context.HttpContext.Response.Headers.ContentSecurityPolicy = PagePolicy;
                    return await next(context);
                }
            );
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "KubeTask",
            Version = "v1",
            Description =
                "Tasks for AI agents over HTTP. Every call goes to the Kubernetes API server with the caller's own token: "
                + "what callers may do with kubectl, they may do here. Errors are problem documents (RFC 9457).",
        };
        // A relative address: behind a proxy, this process doesn't know the address that the caller uses.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Security] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token of the cluster, such as kubectl create token prints.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Security, document)] = [] }];
        DescribeStreams(document);
        // The body of a submission is one of two types in one of two formats, but an endpoint can name only one.
        var submission = (OpenApiRequestBody)document.Paths["/api/v1/namespaces/{ns}/tasks"].Operations![HttpMethod.Post].RequestBody!;
        var body = new OpenApiMediaType
        {
            Schema = new OpenApiSchema
            {
                AnyOf = [submission.Content!.Values.First().Schema!, new OpenApiSchemaReference("Task", document)],
            },
        };
        submission.Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = body, ["application/yaml"] = body };
        var reviews = (OpenApiRequestBody)document.Paths["/api/v1/namespaces/{ns}/accessreviews"].Operations![HttpMethod.Post].RequestBody!;
        reviews.Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = reviews.Content!.Values.First() };
    }

    /// <summary>A list that can be watched answers in a second media type, which an endpoint can't say.</summary>
    private static void DescribeStreams(OpenApiDocument document)
    {
        foreach (OpenApiOperation operation in document.Paths.Values.SelectMany(p => p.Operations?.Values.AsEnumerable() ?? []))
        {
            if (operation.Parameters?.Any(p => p.Name == ListQuery.WatchParameter.Name) != true)
                continue;
            ((OpenApiResponse)operation.Responses!["200"]).Content!["text/event-stream"] = new OpenApiMediaType();
        }
    }
}
