using KubeTask.Core.Api;
using KubeTask.Functions.Submission;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace KubeTask.Functions.Standalone;

/// <summary>The interface's description (OpenAPI 3.1) and a page that shows it, from this process alone.</summary>
internal static class ApiDocument
{
    public static void AddApiDocument(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, SubmissionJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, ApiJson.Default);
        });
        services.AddOpenApi("v1", openApi =>
        {
            openApi.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            openApi.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo { Title = "KubeTask", Version = "v1", Description = "Tasks for AI agents over HTTP. Every call is made to the Kubernetes API server with the caller's own token." };
                document.Servers = [];
                return Task.CompletedTask;
            });
        });
    }

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/docs", page => page.WithTitle("KubeTask").DisableDefaultFonts());
    }
}
