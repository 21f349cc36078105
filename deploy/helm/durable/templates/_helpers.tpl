{{/* The name of everything that belongs to the release. */}}
{{- define "durable.name" -}}
{{- if contains "durable" .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-durable" .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "durable.selector" -}}
app.kubernetes.io/name: durable
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "durable.labels" -}}
{{ include "durable.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "durable.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "durable.name" .) -}}
{{- end -}}

{{/* The Secret with the file of API keys; empty when callers have tokens alone. */}}
{{- define "durable.keysSecret" -}}
{{- if .Values.auth.apiKeys.generate -}}
{{- printf "%s-keys" (include "durable.name" .) -}}
{{- else -}}
{{- .Values.auth.apiKeys.existingSecret -}}
{{- end -}}
{{- end -}}

{{- define "durable.keysFile" -}}
{{- if .Values.auth.apiKeys.generate -}}keys.json{{- else -}}{{- .Values.auth.apiKeys.secretKey -}}{{- end -}}
{{- end -}}

{{- define "durable.scheme" -}}
{{- if .Values.tls.existingSecret -}}HTTPS{{- else -}}HTTP{{- end -}}
{{- end -}}

{{/* Seconds from SIGTERM until the whole stop of the server must be over: ten more than its drain. */}}
{{- define "durable.shutdownSeconds" -}}
{{- add .Values.times.drainSeconds 10 -}}
{{- end -}}

{{/* Seconds from SIGTERM to SIGKILL. */}}
{{- define "durable.graceSeconds" -}}
{{- sub .Values.times.terminationGracePeriodSeconds .Values.times.preStopSeconds -}}
{{- end -}}
