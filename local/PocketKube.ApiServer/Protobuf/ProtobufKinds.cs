using System.Collections.Frozen;
using static PocketKube.ApiServer.Protobuf.ProtobufType;

namespace PocketKube.ApiServer.Protobuf;

/// <summary>
/// The kinds that kubectl writes as protobuf (<c>kubectl create configmap</c>, <c>create job</c>, <c>auth can-i</c> and the like), with the
/// fields that it can set. A field that isn't here makes the request fail with 415 rather than be lost.
/// </summary>
internal static class ProtobufKinds
{
    private static readonly ProtobufMessage s_owner = new(
        (1, F("kind")),
        (3, F("name")),
        (4, F("uid")),
        (5, F("apiVersion")),
        (6, F("controller", Flag)),
        (7, F("blockOwnerDeletion", Flag))
    );

    private static readonly ProtobufMessage s_metadata = new(
        (1, F("name")),
        (2, F("generateName")),
        (3, F("namespace")),
        (4, F("selfLink")),
        (5, F("uid")),
        (6, F("resourceVersion")),
        (7, F("generation", Integer)),
        (8, F("creationTimestamp", Time)),
        (9, F("deletionTimestamp", Time)),
        (10, F("deletionGracePeriodSeconds", Integer)),
        (11, F("labels", TextMap)),
        (12, F("annotations", TextMap)),
        (13, M("ownerReferences", s_owner, repeated: true)),
        (14, F("finalizers", Text, repeated: true))
    );

    private static readonly (int, ProtobufField) s_meta = (1, M("metadata", s_metadata));

    private static readonly ProtobufMessage s_empty = new();

    private static readonly ProtobufMessage s_localReference = new((1, F("name")));

    private static readonly ProtobufMessage s_objectReference = new(
        (1, F("kind")),
        (2, F("namespace")),
        (3, F("name")),
        (4, F("uid")),
        (5, F("apiVersion")),
        (6, F("resourceVersion")),
        (7, F("fieldPath"))
    );

    private static readonly ProtobufMessage s_container = new(
        (1, F("name")),
        (2, F("image")),
        (3, F("command", Text, repeated: true)),
        (4, F("args", Text, repeated: true)),
        (5, F("workingDir")),
        (
            6,
            M(
                "ports",
                new((1, F("name")), (2, F("hostPort", Integer)), (3, F("containerPort", Integer)), (4, F("protocol")), (5, F("hostIP"))),
                repeated: true
            )
        ),
        (7, M("env", new((1, F("name")), (2, F("value"))), repeated: true)),
        (8, M("resources", new((1, F("limits", QuantityMap)), (2, F("requests", QuantityMap))))),
        (9, M("volumeMounts", new((1, F("name")), (2, F("readOnly", PlainFlag)), (3, F("mountPath")), (4, F("subPath"))), repeated: true)),
        (13, F("terminationMessagePath")),
        (14, F("imagePullPolicy")),
        (16, F("stdin", PlainFlag)),
        (17, F("stdinOnce", PlainFlag)),
        (18, F("tty", PlainFlag)),
        (20, F("terminationMessagePolicy"))
    );

    private static readonly ProtobufMessage s_podSpec = new(
        (2, M("containers", s_container, repeated: true)),
        (3, F("restartPolicy")),
        (4, F("terminationGracePeriodSeconds", Integer)),
        (5, F("activeDeadlineSeconds", Integer)),
        (6, F("dnsPolicy")),
        (7, F("nodeSelector", TextMap)),
        (8, F("serviceAccountName")),
        (9, F("serviceAccount")),
        (10, F("nodeName")),
        (11, F("hostNetwork", PlainFlag)),
        (12, F("hostPID", PlainFlag)),
        (13, F("hostIPC", PlainFlag)),
        (14, M("securityContext", s_empty)),
        (15, M("imagePullSecrets", s_localReference, repeated: true)),
        (16, F("hostname")),
        (17, F("subdomain")),
        (19, F("schedulerName")),
        (20, M("initContainers", s_container, repeated: true)),
        (21, F("automountServiceAccountToken", Flag))
    );

    private static readonly ProtobufMessage s_template = new(s_meta, (2, M("spec", s_podSpec)));

    private static readonly ProtobufMessage s_selector = new((1, F("matchLabels", TextMap)));

    private static readonly ProtobufMessage s_jobSpec = new(
        (1, F("parallelism", Integer)),
        (2, F("completions", Integer)),
        (3, F("activeDeadlineSeconds", Integer)),
        (4, M("selector", s_selector)),
        (5, F("manualSelector", Flag)),
        (6, M("template", s_template)),
        (7, F("backoffLimit", Integer)),
        (8, F("ttlSecondsAfterFinished", Integer)),
        (9, F("completionMode")),
        (10, F("suspend", Flag))
    );

    private static readonly ProtobufMessage s_access = new(
        (1, F("namespace")),
        (2, F("verb")),
        (3, F("group")),
        (4, F("version")),
        (5, F("resource")),
        (6, F("subresource")),
        (7, F("name"))
    );

    private static readonly ProtobufMessage s_pathAccess = new((1, F("path")), (2, F("verb")));

    /// <summary>Messages by <c>apiVersion/kind</c>.</summary>
    public static FrozenDictionary<string, ProtobufMessage> All { get; } =
        new Dictionary<string, ProtobufMessage>(StringComparer.Ordinal)
        {
            ["v1/ConfigMap"] = new(s_meta, (2, F("data", TextMap)), (3, F("binaryData", BytesMap)), (4, F("immutable", Flag))),
            ["v1/Secret"] = new(s_meta, (2, F("data", BytesMap)), (3, F("type")), (4, F("stringData", TextMap)), (5, F("immutable", Flag))),
            ["v1/Namespace"] = new(
                s_meta,
                (2, M("spec", new((1, F("finalizers", Text, repeated: true))))),
                (3, M("status", new((1, F("phase")))))
            ),
            ["v1/ServiceAccount"] = new(
                s_meta,
                (2, M("secrets", s_objectReference, repeated: true)),
                (3, M("imagePullSecrets", s_localReference, repeated: true)),
                (4, F("automountServiceAccountToken", Flag))
            ),
            ["v1/Pod"] = new(s_meta, (2, M("spec", s_podSpec)), (3, M("status", s_empty))),
            ["batch/v1/Job"] = new(s_meta, (2, M("spec", s_jobSpec)), (3, M("status", s_empty))),
            ["apps/v1/Deployment"] = new(
                s_meta,
                (
                    2,
                    M(
                        "spec",
                        new(
                            (1, F("replicas", Integer)),
                            (2, M("selector", s_selector)),
                            (3, M("template", s_template)),
                            (4, M("strategy", new((1, F("type"))))),
                            (5, F("minReadySeconds", Integer))
                        )
                    )
                ),
                (3, M("status", s_empty))
            ),
            ["authorization.k8s.io/v1/SelfSubjectAccessReview"] = new(
                s_meta,
                (2, M("spec", new((1, M("resourceAttributes", s_access)), (2, M("nonResourceAttributes", s_pathAccess))))),
                (3, M("status", Answer((1, F("allowed", Flag)), (2, F("reason")), (3, F("evaluationError")), (4, F("denied", Flag)))))
            ),
            ["authorization.k8s.io/v1/SelfSubjectRulesReview"] = new(
                s_meta,
                (2, M("spec", new((1, F("namespace"))))),
                (3, M("status", Answer((3, F("incomplete", Flag)), (4, F("evaluationError")))))
            ),
            ["authentication.k8s.io/v1/SelfSubjectReview"] = new(
                s_meta,
                (2, M("status", new((1, M("userInfo", Answer((1, F("username")), (2, F("uid"))))))))
            ),
            ["authentication.k8s.io/v1/TokenRequest"] = new(
                s_meta,
                (
                    2,
                    M(
                        "spec",
                        new(
                            (1, F("audiences", Text, repeated: true)),
                            (3, M("boundObjectRef", new((1, F("kind")), (2, F("apiVersion")), (3, F("name")), (4, F("uid"))))),
                            (4, F("expirationSeconds", Integer))
                        )
                    )
                ),
                (3, M("status", Answer((1, F("token")), (2, F("expirationTimestamp", Time)))))
            ),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static ProtobufMessage Answer(params (int Number, ProtobufField Field)[] fields) => new(fields);

    private static ProtobufField F(string name, ProtobufType type = Text, bool repeated = false) => new(name, type, repeated);

    private static ProtobufField M(string name, ProtobufMessage message, bool repeated = false) => new(name, Message, repeated, message);
}
