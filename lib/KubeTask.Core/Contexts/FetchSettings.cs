using k8s.Models;
using KubeTask.Core.Api;
using KubeTask.Core.Outcomes;
using KubeTask.Core.Validation;
using KubeTask.Git;

namespace KubeTask.Core.Contexts;

/// <summary>How Git Contexts are fetched: the settings of the KubeTaskConfigs, the nearest first, with all defaults applied.</summary>
public sealed record FetchSettings
{
    public required string Image { get; init; }

    /// <summary>How many bytes one Context may take.</summary>
    public required long MaxBytes { get; init; }
    public required int TimeoutSeconds { get; init; }
    public ProxyWork? Proxy { get; init; }

    /// <summary>Certificates in PEM form, or null.</summary>
    public string? CaBundle { get; init; }
    public required V1ResourceRequirements Resources { get; init; }

    private static V1ResourceRequirements DefaultResources =>
        new()
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("100m"), ["memory"] = new("128Mi") },
            Limits = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("2"), ["memory"] = new("1Gi") },
        };

    /// <summary>Where the certificates are, or null if no KubeTaskConfig names any.</summary>
    public static CaSource? FindCaSource(IEnumerable<V1Alpha1KubeTaskConfig> configs) =>
        configs
            .Where(c => c.Spec.Git?.CaBundle is not null)
            .Select(c => (c.Metadata.NamespaceProperty, c.Spec.Git!.CaBundle!.ConfigMap))
            .Select(c => new CaSource(
                new ObjectKey(c.NamespaceProperty, c.ConfigMap.Name),
                string.IsNullOrEmpty(c.ConfigMap.Key) ? FetchFolders.CaFile : c.ConfigMap.Key
            ))
            .FirstOrDefault();

    /// <param name="configs">The KubeTaskConfigs, the nearest first.</param>
    /// <param name="configMaps">The ConfigMaps that were looked up, with that of <see cref="FindCaSource"/> among them.</param>
    /// <param name="initImage">The image where no KubeTaskConfig names one.</param>
    public static Result<FetchSettings> From(
        IReadOnlyCollection<V1Alpha1KubeTaskConfig> configs,
        IReadOnlyDictionary<ObjectKey, V1ConfigMap?> configMaps,
        string initImage
    )
    {
        string? certificates = null;
        if (FindCaSource(configs) is { } source && configMaps[source.ConfigMap]?.Data?.TryGetValue(source.Key, out certificates) != true)
            return source.Missing;

        (V1Alpha1KubeTaskConfig? config, ResourceQuantity? limit) = Nearest(configs, g => g.SizeLimit);
        if (Bytes(limit) is not { } bytes)
            return Invalid(config!, "spec.git.sizeLimit is no number of bytes above 0; write one such as 500Mi or 2Gi");
        (config, V1ResourceRequirements? resources) = Nearest(configs, g => g.Resources);
        if (Quantities.Broken(Quantities.Of("spec.git.resources", resources)) is { } broken)
            return Invalid(config!, broken);
        (_, GitProxy? proxy) = Nearest(configs, g => g.Proxy);
        return new FetchSettings
        {
            Image = configs.Select(c => c.Spec.Defaults?.InitImage).FirstOrDefault(i => !string.IsNullOrEmpty(i)) ?? initImage,
            MaxBytes = bytes,
            TimeoutSeconds = configs.Select(c => c.Spec.Git?.TimeoutSeconds).FirstOrDefault(s => s is not null)
                ?? KubeTaskApi.DefaultGitTimeoutSeconds,
            Proxy = proxy is null
                ? null
                : new ProxyWork
                {
                    Http = proxy.Http,
                    Https = proxy.Https,
                    Except = proxy.NoProxy,
                },
            CaBundle = certificates,
            Resources = resources ?? DefaultResources,
        };
    }

    /// <summary>Whole bytes above 0, or null. What no <c>long</c> holds counts as its largest value.</summary>
    private static long? Bytes(ResourceQuantity? quantity)
    {
        if (quantity is null)
            return KubeTaskApi.DefaultGitBytes;
        if (!Quantities.CanWrite(quantity))
            return long.MaxValue;
        decimal bytes = quantity.ToDecimal();
        return bytes < 1 ? null : (long)Math.Min(bytes, long.MaxValue);
    }

    /// <summary>The first KubeTaskConfig that sets a field, with its value.</summary>
    private static (V1Alpha1KubeTaskConfig? Config, T? Value) Nearest<T>(
        IEnumerable<V1Alpha1KubeTaskConfig> configs,
        Func<GitSettings, T?> field
    )
        where T : class =>
        configs.Where(c => c.Spec.Git is not null).Select(c => (c, field(c.Spec.Git!))).FirstOrDefault(c => c.Item2 is not null);

    private static Problem Invalid(V1Alpha1KubeTaskConfig config, string message) =>
        new(
            TaskReason.InvalidConfig,
            $"KubeTaskConfig {config.Metadata.NamespaceProperty}/{config.Metadata.Name}: {message}",
            ConditionType.ContextsResolved
        );
}

/// <summary>The certificates for Git servers: a key of a ConfigMap.</summary>
public sealed record CaSource(ObjectKey ConfigMap, string Key)
{
    internal Problem Missing =>
        new(
            TaskReason.ConfigMapKeyNotFound,
            $"ConfigMap {ConfigMap} with the key \"{Key}\" is missing, which a KubeTaskConfig names in spec.git.caBundle; create it",
            ConditionType.ContextsResolved,
            MayAppear: true
        );
}
