package io.nephrite.runtime.trace;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;

/** Spans on their way to a collector, as OpenTelemetry's own variables ({@code OTEL_…}) say. */
final class Collector {
    private Collector() {}

    /**
     * @param endpoint such as {@code http://collector:4318}
     * @param service name of this process among others
     */
    static Tracing at(String endpoint, String service, String prefix) {
        ChosenIds ids = new ChosenIds();
        OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> Map.of(
                        "otel.service.name", service,
                        "otel.exporter.otlp.endpoint", endpoint,
                        "otel.exporter.otlp.protocol", "http/protobuf",
                        "otel.metrics.exporter", "none",
                        "otel.logs.exporter", "none"))
                .addTracerProviderCustomizer((builder, config) -> builder.setIdGenerator(ids))
                .build()
                .getOpenTelemetrySdk();
        return new OpenTelemetryTracing(sdk.getSdkTracerProvider(), ids, prefix);
    }
}
