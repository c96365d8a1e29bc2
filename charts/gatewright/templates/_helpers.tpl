{{/* Every object of the controller is called like the release, `gatewright` when that is its name. */}}
{{- define "gatewright.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{/* What selects the controller's pods; may never change. */}}
{{- define "gatewright.selector" -}}
app.kubernetes.io/name: gatewright
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: controller
{{- end }}

{{- define "gatewright.labels" -}}
{{ include "gatewright.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "gatewright.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* Namespaces that are served, the release's own included; an empty list: all. */}}
{{- define "gatewright.namespaces" -}}
{{- if .Values.watchNamespaces -}}
{{- append .Values.watchNamespaces .Release.Namespace | uniq | toJson -}}
{{- else -}}
[]
{{- end -}}
{{- end }}

{{/* What the controller does with objects of kinds with CRDs, by API group: it reads them, and writes statuses. */}}
{{- define "gatewright.kindRules" -}}
{{- $rules := list -}}
{{- range $group, $resources := . -}}
{{- $rules = append $rules (dict "apiGroups" (list $group) "resources" $resources.read "verbs" (list "get" "list" "watch")) -}}
{{- with $resources.status -}}
{{- $rules = append $rules (dict "apiGroups" (list $group) "resources" . "verbs" (list "patch")) -}}
{{- end -}}
{{- end -}}
{{- toYaml $rules -}}
{{- end }}

{{/* What the controller does in each namespace that it serves. */}}
{{- define "gatewright.rules" -}}
{{ include "gatewright.kindRules" (.Files.Get "files/rules.yaml" | fromYaml).namespace }}
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [secrets, pods]
  verbs: [get, list, watch]
# The objects of proxies; Services and ConfigMaps are also read for routes and policies.
- apiGroups: [""]
  resources: [services, serviceaccounts, configmaps]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [apps]
  resources: [deployments, daemonsets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create, patch]
{{- end }}
