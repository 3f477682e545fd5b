{{- define "kubetask.labels" -}}
app.kubernetes.io/part-of: kubetask
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- /* The labels of one part: (list . "scaler") */}}
{{- define "kubetask.partLabels" -}}
{{ include "kubetask.selector" . }}
{{ include "kubetask.labels" (first .) }}
{{- end }}

{{- define "kubetask.selector" -}}
app.kubernetes.io/name: kubetask-{{ last . }}
{{- end }}

{{- /* (list . "functions-worker" .Values.functions.image) */}}
{{- define "kubetask.image" -}}
{{- $root := index . 0 -}}
{{- with index . 2 -}}
{{ . }}
{{- else -}}
{{ $root.Values.image.registry }}/{{ $root.Values.image.org }}/kubetask-{{ index . 1 }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "kubetask.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "kubetask.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- /* What both parts' pods share: (list . .Values.scaler) */}}
{{- define "kubetask.placement" -}}
{{- $root := first . }}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if (last .).hostNetwork }}
hostNetwork: true
dnsPolicy: ClusterFirstWithHostNet
{{- end }}
{{- with (last .).priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with (last .).nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with (last .).tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with (last .).affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
