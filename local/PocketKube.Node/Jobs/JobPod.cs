using k8s;
using k8s.Models;

namespace PocketKube.Node.Jobs;

/// <summary>Makes a Job's pod from its template. The API server names it.</summary>
internal static class JobPod
{
    public static V1Pod Create(V1Job job)
    {
        V1PodTemplateSpec template = job.Spec.Template;
        return new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new()
            {
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
                Finalizers = new PodCounting(job.Spec).Tracks ? [PodRecord.Finalizer] : null,
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
