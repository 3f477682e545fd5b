using System.Security.Cryptography;
using k8s;
using k8s.Models;

namespace PocketKube.Node.Jobs;

/// <summary>Makes a Job's pod from its template.</summary>
internal static class JobPod
{
    // As apimachinery's generateName: no vowels and no digits that look like letters.
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";
    private const int NameLimit = 63;
    private const int SuffixLength = 5;

    public static string NewName(V1Job job)
    {
        string stem = job.Metadata.Name + "-";
        return stem[..Math.Min(stem.Length, NameLimit - SuffixLength)] + RandomNumberGenerator.GetString(NameLetters, SuffixLength);
    }

    public static V1Pod Create(V1Job job, string name)
    {
        V1PodTemplateSpec template = job.Spec.Template;
        return new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new()
            {
                Name = name,
                GenerateName = job.Metadata.Name + "-",
                NamespaceProperty = job.Metadata.NamespaceProperty,
                Labels = new Dictionary<string, string>(template.Metadata?.Labels ?? new Dictionary<string, string>())
                {
                    ["controller-uid"] = job.Metadata.Uid,
                    ["job-name"] = job.Metadata.Name,
                    ["batch.kubernetes.io/controller-uid"] = job.Metadata.Uid,
                    ["batch.kubernetes.io/job-name"] = job.Metadata.Name,
                },
                Annotations = template.Metadata?.Annotations,
                OwnerReferences =
                [
                    new V1OwnerReference
                    {
                        ApiVersion = "batch/v1",
                        Kind = "Job",
                        Name = job.Metadata.Name,
                        Uid = job.Metadata.Uid,
                        Controller = true,
                        BlockOwnerDeletion = true,
                    },
                ],
            },
            Spec = KubernetesJson.Deserialize<V1PodSpec>(KubernetesJson.Serialize(template.Spec)),
        };
    }
}
