package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.Work;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.client.Connection;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.machine.FreePort;
import io.nephrite.local.service.CollectorFixture.Told;
import io.nephrite.local.store.StoreFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged services with traces and JSON logs switched on. */
class TracesFullIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String DATASET = "Task001_Traced";
    private static final List<ServiceKind> TO_PLANS =
            List.of(ServiceKind.INGEST, ServiceKind.PREPROCESS, ServiceKind.PLANNER);

    /** What is done on the way to a report, in the service that does it. */
    private static final Map<Work, ServiceKind> STAGES = Map.ofEntries(
            Map.entry(Work.FINGERPRINT_CASE, ServiceKind.PREPROCESS),
            Map.entry(Work.PLAN_EXPERIMENT, ServiceKind.PLANNER),
            Map.entry(Work.PREPROCESS_CASE, ServiceKind.PREPROCESS),
            Map.entry(Work.RELEASE_TRAINING, ServiceKind.PLANNER),
            Map.entry(Work.TRAIN_FOLD, ServiceKind.TRAINER),
            Map.entry(Work.PREDICT_CASE, ServiceKind.TRAINER),
            Map.entry(Work.EVALUATE_CASE, ServiceKind.EVAL),
            Map.entry(Work.EVALUATE_FOLD, ServiceKind.EVAL),
            Map.entry(Work.SELECT_CONFIGURATION, ServiceKind.EVAL),
            Map.entry(Work.WRITE_REPORT, ServiceKind.EVAL));

    @TempDir
    Path folder;

    private final List<ServiceProcess> services = new ArrayList<>();

    @AfterEach
    void endServices() throws InterruptedException {
        for (ServiceProcess service : services) {
            service.terminate();
            service.awaitEnd(Duration.ofSeconds(20));
        }
    }

    @Test
    void makeOneTraceOfAVersionOverKafkaAndPutItsIdIntoTheirLogs() throws Exception {
        try (StoreFixture shared = new StoreFixture(folder);
                CollectorFixture collector = new CollectorFixture()) {
            ServiceSettings settings = settings(shared);
            start(TO_PLANS, settings, collector);
            upload(shared, Milestone.PLANS, 2);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(collector.spans())
                            .extracting(Told::name)
                            .contains("upload", Work.FINGERPRINT_CASE.label())
                            .filteredOn(Work.PLAN_EXPERIMENT.label()::equals)
                            .hasSize(3));

            Told upload = named(collector, "upload").get(0);
            assertThat(upload.parentId()).isEmpty();
            // one for the sealing, and one for each case
            List<Told> cases = named(collector, Work.FINGERPRINT_CASE.label());
            assertThat(cases).hasSize(2).allMatch(span -> span.parentId().equals(upload.spanId()));
            List<Told> planning = named(collector, Work.PLAN_EXPERIMENT.label());
            assertThat(planning)
                    .extracting(Told::parentId)
                    .containsExactlyInAnyOrder(
                            upload.spanId(), cases.get(0).spanId(), cases.get(1).spanId());
            assertThat(Stream.concat(cases.stream(), planning.stream()))
                    .extracting(Told::traceId)
                    .containsOnly(upload.traceId());
            assertThat(named(collector, Work.CHECK_CASE.label()))
                    .as("checks belong to the dataset and not to a version")
                    .hasSize(2)
                    .extracting(Told::traceId)
                    .doesNotContain(upload.traceId());
            for (Told span : cases) {
                assertThat(lines(settings, ServiceKind.PREPROCESS)).anyMatch(line -> isOf(line, span));
            }
            for (Told span : planning) {
                assertThat(lines(settings, ServiceKind.PLANNER)).anyMatch(line -> isOf(line, span));
            }
        }
    }

    @Test
    void reachFromTheUploadThroughTrainingToTheReport() throws Exception {
        try (StoreFixture shared = new StoreFixture(folder);
                CollectorFixture collector = new CollectorFixture()) {
            ServiceSettings settings = settings(shared);
            start(List.of(ServiceKind.values()), settings, collector);
            upload(shared, Milestone.REPORT, 4);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(named(collector, Work.WRITE_REPORT.label()))
                            .isNotEmpty());

            String trace = named(collector, "upload").get(0).traceId();
            for (Map.Entry<Work, ServiceKind> stage : STAGES.entrySet()) {
                List<Told> spans = named(collector, stage.getKey().label());
                assertThat(spans)
                        .as("%s", stage)
                        .isNotEmpty()
                        .extracting(Told::traceId)
                        .containsOnly(trace);
                assertThat(lines(settings, stage.getValue()))
                        .as("%s", stage)
                        .anyMatch(line -> line.at("/mdc/traceId").asText().equals(trace));
            }
            assertThat(collector.spans())
                    .filteredOn(
                            span -> span.traceId().equals(trace) && !span.name().equals("upload"))
                    .as("each span hangs below another one of the trace")
                    .extracting(Told::parentId)
                    .isSubsetOf(collector.spans().stream()
                            .filter(span -> span.traceId().equals(trace))
                            .map(Told::spanId)
                            .toList());
        }
    }

    private static boolean isOf(JsonNode line, Told span) {
        return line.at("/mdc/traceId").asText().equals(span.traceId())
                && line.at("/mdc/spanId").asText().equals(span.spanId())
                && line.at("/mdc/dataset").asText().equals(DATASET);
    }

    private static List<Told> named(CollectorFixture collector, String name) {
        return collector.spans().stream()
                .filter(span -> span.name().equals(name))
                .toList();
    }

    /** Every line is an object, those of the start too. */
    private static List<JsonNode> lines(ServiceSettings settings, ServiceKind kind) throws IOException {
        return Files.readAllLines(settings.log(kind)).stream()
                .map(line -> Json.tree(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private ServiceSettings settings(StoreFixture shared) {
        return new ServiceSettings(
                Path.of(System.getProperty("nephrite.home")),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                folder.resolve("data"),
                Namespace.WHOLE,
                shared.bootstrapServers(),
                shared.endpoint(),
                StoreFixture.ACCESS_KEY,
                StoreFixture.SECRET_KEY,
                "the-token-of-this-test",
                1,
                1024,
                ClassArchives.NONE);
    }

    private void start(List<ServiceKind> kinds, ServiceSettings settings, CollectorFixture collector) throws Exception {
        Map<ServiceKind, Integer> ports = new HashMap<>();
        for (ServiceKind kind : kinds) {
            ports.put(kind, FreePort.preferably(0));
        }
        for (ServiceKind kind : kinds) {
            Map<String, String> environment = new HashMap<>(settings.environment(kind, ports));
            environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
            environment.put("OTEL_BSP_SCHEDULE_DELAY", "200");
            environment.put("NEPHRITE_LOG_JSON", "true");
            environment.put("NEPHRITE_LOG_LEVEL", "DEBUG");
            services.add(ServiceProcess.start(
                    kind, settings.command(kind), environment, ports.get(kind), settings.log(kind)));
        }
        HttpClient http = HttpClient.newHttpClient();
        for (ServiceProcess service : services) {
            await().atMost(PATIENCE).until(() -> service.isReady(http));
        }
    }

    private void upload(StoreFixture shared, Milestone until, int cases) throws Exception {
        PhantomDataset.write(folder.resolve(DATASET), cases, 7, PhantomSize.TINY);
        ServiceClient client = new ServiceClient(new Connection(
                URI.create(shared.endpoint()),
                StoreFixture.ACCESS_KEY,
                StoreFixture.SECRET_KEY,
                shared.bootstrapServers(),
                Map.of()));
        client.upload()
                .mirror(
                        DatasetFolder.open(folder.resolve(DATASET)),
                        Map.of(
                                ObjectKeys.GOAL_FILE,
                                Json.bytes(new Goal(until)),
                                Experiment.FILE,
                                SmallExperiment.DOCUMENT),
                        false,
                        (files, of, bytes) -> {});
    }
}
