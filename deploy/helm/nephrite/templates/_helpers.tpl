{{- define "nephrite.fullname" -}}
{{- if contains "nephrite" .Release.Name }}{{ .Release.Name | trunc 32 | trimSuffix "-" }}{{ else }}{{ printf "%s-nephrite" .Release.Name | trunc 32 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{/* Never changed after an install: Kubernetes forbids it. */}}
{{- define "nephrite.selector" -}}
app.kubernetes.io/name: nephrite
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "nephrite.labels" -}}
{{ include "nephrite.selector" . }}
app.kubernetes.io/part-of: nephrite
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end -}}

{{- define "nephrite.image" -}}
{{- $image := .root.Values.image -}}
{{- with $image.registry }}{{ trimSuffix "/" . }}/{{ end }}{{ with $image.repository }}{{ . }}/{{ end }}{{ .image }}:{{ $image.tag | default .root.Chart.AppVersion }}{{ .suffix }}
{{- end -}}

{{- define "nephrite.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "nephrite.fullname" .) }}
{{- end -}}

{{/* What every container has of broker and store. */}}
{{- define "nephrite.envFrom" -}}
- configMapRef:
    name: {{ include "nephrite.fullname" .root }}-settings
{{- if not .root.Values.store.webIdentity.audience }}
- secretRef:
    name: {{ .store }}
{{- end }}
{{- with .kafka }}
- secretRef:
    name: {{ . }}
{{- end }}
{{- with .login }}
- secretRef:
    name: {{ . }}
{{- end }}
{{- end -}}

{{- define "nephrite.container.security" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end -}}

{{- define "nephrite.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- if .Values.kafka.ca.existingSecret }}
- name: kafka-ca
  mountPath: /etc/nephrite/kafka
  readOnly: true
{{- end }}
{{- if .Values.store.ca.existingSecret }}
- name: store-ca
  mountPath: /etc/nephrite/store
  readOnly: true
{{- end }}
{{- if .Values.store.webIdentity.audience }}
- name: store-identity
  mountPath: /var/run/nephrite/store
  readOnly: true
{{- end }}
{{- end -}}

{{- define "nephrite.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 1Gi}
{{- with .Values.kafka.ca }}
{{- if .existingSecret }}
- name: kafka-ca
  secret:
    secretName: {{ .existingSecret }}
    items: [{key: {{ .key }}, path: ca.crt}]
{{- end }}
{{- end }}
{{- with .Values.store.webIdentity.audience }}
- name: store-identity
  projected:
    sources:
      - serviceAccountToken: {audience: {{ . }}, expirationSeconds: 3600, path: token}
{{- end }}
{{- with .Values.store.ca }}
{{- if .existingSecret }}
- name: store-ca
  secret:
    secretName: {{ .existingSecret }}
    items: [{key: {{ .key }}, path: ca.crt}]
{{- end }}
{{- end }}
{{- end -}}

{{/* The StatefulSet of one service and its Service. Takes root and name. */}}
{{- define "nephrite.service" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $service := index $values.services .name -}}
{{- $component := printf "%s-service" .name -}}
{{- $name := printf "%s-%s" (include "nephrite.fullname" $root) $component -}}
{{- $isTrainer := eq .name "trainer" -}}
{{- $gpu := and $isTrainer $values.gpu.enabled -}}
{{- $scaled := and $values.keda.enabled (hasKey $values.keda .name) -}}
{{- $resources := deepCopy $service.resources -}}
{{- if $gpu }}
{{- $_ := set $resources.limits $values.gpu.resource $values.gpu.count }}
{{- $_ := set $resources.requests $values.gpu.resource $values.gpu.count }}
{{- end -}}
# A StatefulSet: its pods keep their names, also where a pod is replaced, so that each takes its partitions up at once.
{{- if $isTrainer }}
# A trainer that starts again finds its volumes on its own disk, and goes on with its job. Any idle trainer takes any
# fold; five train five folds at a time.
{{- end }}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ $name }}
  labels:
    {{- include "nephrite.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ $component }}
spec:
  serviceName: {{ $name }}
  podManagementPolicy: Parallel
  {{- if not $scaled }}
  replicas: {{ $service.replicas }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "nephrite.selector" $root | nindent 6 }}
      app.kubernetes.io/component: {{ $component }}
  template:
    metadata:
      labels:
        {{- include "nephrite.labels" $root | nindent 8 }}
        app.kubernetes.io/component: {{ $component }}
        {{- with merge (dict) ($service.podLabels | default dict) $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- $annotations := merge (dict) ($service.podAnnotations | default dict) $values.podAnnotations }}
      {{- if $values.monitoring.annotations }}
      {{- $_ := merge $annotations (dict "prometheus.io/scrape" "true" "prometheus.io/path" "/q/metrics" "prometheus.io/port" "8080") }}
      {{- end }}
      {{- if $values.settingsChecksum }}
      {{- $_ := set $annotations "checksum/settings" (include (print $root.Template.BasePath "/settings.yaml") $root | sha256sum) }}
      {{- end }}
      {{- with $annotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      enableServiceLinks: false # a Service named kafka would set KAFKA_PORT and the like
      serviceAccountName: {{ include "nephrite.serviceAccount" $root }}
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: {{ $service.graceSeconds }}
      {{- with $values.image.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $service.priorityClassName | default $values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- if and $gpu $values.gpu.runtimeClassName }}
      runtimeClassName: {{ $values.gpu.runtimeClassName }}
      {{- end }}
      {{- with merge (dict) ($service.nodeSelector | default dict) $values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with concat $values.tolerations ($service.tolerations | default list) (ternary (list (dict "key" $values.gpu.resource "operator" "Exists" "effect" "NoSchedule")) list $gpu) }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $service.affinity | default $values.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $service.topologySpreadConstraints | default $values.topologySpreadConstraints }}
      topologySpreadConstraints:
        {{- toYaml . | nindent 8 }}
      {{- else }}
      # a node that is lost takes as few of a service's pods with it as can be
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "nephrite.selector" $root | nindent 14 }}
              app.kubernetes.io/component: {{ $component }}
      {{- end }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        runAsGroup: 10001
        fsGroup: 10001
        seccompProfile: {type: RuntimeDefault}
      {{- if and (eq .name "ingest") $values.init.enabled }}
      initContainers:
        # Topics, buckets and notifications, from the list in io.nephrite.core.event.Topic; safe to repeat, and repeated at
        # each start of ingest: an upgrade makes the topics of the new version.
        - name: init
          image: {{ include "nephrite.image" (dict "root" $root "image" "init" "suffix" "") }}
          imagePullPolicy: {{ $values.image.pullPolicy }}
          envFrom:
            {{- include "nephrite.envFrom" (dict "root" $root "store" ($values.init.storeSecret | default $values.store.existingSecret) "kafka" ($values.init.kafkaSecret | default $values.kafka.existingSecret)) | nindent 12 }}
          env:
            - name: NEPHRITE_TOPIC_REPLICAS
              value: {{ $values.init.topicReplicas | quote }}
            - name: NEPHRITE_STORE_QUEUE
              value: {{ $values.init.queue | quote }}
            {{- with $values.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          resources:
            {{- toYaml $values.init.resources | nindent 12 }}
          {{- include "nephrite.container.security" $root | nindent 10 }}
          volumeMounts:
            {{- include "nephrite.mounts" $root | nindent 12 }}
      {{- end }}
      containers:
        - name: {{ $component }}
          image: {{ include "nephrite.image" (dict "root" $root "image" $component "suffix" (ternary $values.gpu.tagSuffix "" $gpu)) }}
          imagePullPolicy: {{ $values.image.pullPolicy }}
          ports:
            - name: http
              containerPort: 8080
          envFrom:
            {{- include "nephrite.envFrom" (dict "root" $root "store" ($service.storeSecret | default $values.store.existingSecret) "kafka" $values.kafka.existingSecret "login" (ternary "" $values.login.existingSecret (eq $values.login.mode "none"))) | nindent 12 }}
          env:
            # the pod's name lasts: after a kill its next process takes the partitions up at once
            - name: NEPHRITE_MEMBER
              valueFrom:
                fieldRef: {fieldPath: metadata.name}
            # as many threads as CPUs are asked for, rounded up
            - name: NEPHRITE_THREADS
              valueFrom:
                resourceFieldRef: {resource: requests.cpu, divisor: "1"}
            - name: OMP_NUM_THREADS
              valueFrom:
                resourceFieldRef: {resource: requests.cpu, divisor: "1"}
            # JAVA_TOOL_OPTIONS is free for options of one's own
            - name: JDK_JAVA_OPTIONS
              value: -XX:MaxRAMPercentage={{ $service.heapPercent }}
            {{- if $isTrainer }}
            # large tensors come from a heap that is kept, not from fresh pages: a third of a step on CPUs
            - name: GLIBC_TUNABLES
              value: glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=68719476736
            # less than the claim below
            - name: NEPHRITE_CACHE_GIB
              value: {{ $service.cacheGib | quote }}
            {{- end }}
            {{- if $gpu }}
            # without a GPU the pod does not start, instead of training on the CPU for months
            - name: NEPHRITE_DEVICE
              value: cuda
            {{- end }}
            {{- if eq .name "eval" }}
            # where the page sends requests: pause, resume, cancel, extend
            - name: NEPHRITE_TRAINER_URL
              value: http://{{ include "nephrite.fullname" $root }}-trainer-service:8080
            - name: NEPHRITE_PAGE_READ_ONLY
              value: {{ $values.page.readOnly | quote }}
            {{- with $values.store.publicEndpoint }}
            # the store as browsers reach it
            - name: S3_PUBLIC_ENDPOINT
              value: {{ . | quote }}
            {{- end }}
            {{- end }}
            {{- with concat $values.extraEnv ($service.extraEnv | default list) }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          # A service that starts waits for a broker that is away without answering; it is let wait for half an hour.
          startupProbe:
            httpGet: {path: /q/health/started, port: http}
            periodSeconds: 3
            timeoutSeconds: 5
            failureThreshold: 600
          readinessProbe:
            httpGet: {path: /q/health/ready, port: http}
            periodSeconds: 10
            timeoutSeconds: 8
          livenessProbe:
            httpGet: {path: /q/health/live, port: http}
            periodSeconds: 15
            timeoutSeconds: 10 # an answer may be late where every core computes
            failureThreshold: 4
          resources:
            {{- toYaml $resources | nindent 12 }}
          {{- include "nephrite.container.security" $root | nindent 10 }}
          volumeMounts:
            - name: cache
              mountPath: /cache
            {{- include "nephrite.mounts" $root | nindent 12 }}
      volumes:
        {{- include "nephrite.volumes" $root | nindent 8 }}
        {{- if not $service.cacheClaim }}
        - name: cache
          emptyDir: {sizeLimit: {{ $service.cacheSize }}}
        {{- end }}
  {{- with $service.cacheClaim }}
  # A claim holds a cache alone: what counts is in the store. It stays where replicas go and come again.
  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Retain}
  volumeClaimTemplates:
    - metadata:
        name: cache
      spec:
        accessModes: [ReadWriteOnce]
        {{- with $service.cacheClass }}
        storageClassName: {{ . }}
        {{- end }}
        resources:
          requests: {storage: {{ . }}}
  {{- end }}
---
# Without an address of its own: each pod has a name in it.
apiVersion: v1
kind: Service
metadata:
  name: {{ $name }}
  labels:
    {{- include "nephrite.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ $component }}
spec:
  clusterIP: None
  selector:
    {{- include "nephrite.selector" $root | nindent 4 }}
    app.kubernetes.io/component: {{ $component }}
  ports:
    - name: http
      port: 8080
      targetPort: http
{{- end -}}
