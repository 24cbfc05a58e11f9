package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.client.Connection;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.machine.FreePort;
import io.nephrite.local.store.StoreFixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two Nephrites on one broker and one store, each with the packaged ingest of its own. */
class NamespacesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Namespace LAB = new Namespace("lab-");
    private static final Namespace CLINIC = new Namespace("clinic-");

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
    void doesNotSeeWhatIsUploadedToTheOther() throws Exception {
        try (StoreFixture shared = new StoreFixture(folder, List.of(LAB, CLINIC))) {
            ServiceClient lab = start(LAB, shared);
            ServiceClient clinic = start(CLINIC, shared);

            upload("Task001_Lab", lab);
            upload("Task002_Clinic", clinic);
            await().atMost(PATIENCE)
                    .until(() ->
                            CurrentVersion.find(lab.results(), "Task001_Lab").isPresent()
                                    && CurrentVersion.find(clinic.results(), "Task002_Clinic")
                                            .isPresent());

            assertThat(lab.results().list("Task002_Clinic/")).isEmpty();
            assertThat(clinic.results().list("Task001_Lab/")).isEmpty();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", shared.bootstrapServers()))) {
                // what was worked on is acknowledged some seconds later
                await().atMost(PATIENCE)
                        .until(() -> !topicsOf(admin, LAB).isEmpty()
                                && !topicsOf(admin, CLINIC).isEmpty());
                assertThat(topicsOf(admin, LAB)).allMatch(topic -> topic.startsWith("lab-"));
                assertThat(topicsOf(admin, CLINIC)).allMatch(topic -> topic.startsWith("clinic-"));
                assertThat(admin.listTopics().names().get(10, TimeUnit.SECONDS))
                        .filteredOn(topic -> !topic.startsWith("__"))
                        .allMatch(topic -> topic.startsWith("lab-") || topic.startsWith("clinic-"));
            }
        }
    }

    /** Topics of which the ingest of a Nephrite has acknowledged records. */
    private static Set<String> topicsOf(Admin admin, Namespace namespace) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(
                        namespace.group("ingest-service"))
                .partitionsToOffsetAndMetadata()
                .get(10, TimeUnit.SECONDS);
        return offsets.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
    }

    private ServiceClient start(Namespace namespace, StoreFixture shared) throws Exception {
        ServiceSettings settings = new ServiceSettings(
                Path.of(System.getProperty("nephrite.home")),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                folder.resolve(namespace.prefix()),
                namespace,
                shared.bootstrapServers(),
                shared.endpoint(),
                StoreFixture.ACCESS_KEY,
                StoreFixture.SECRET_KEY,
                "the-token-of-this-test",
                1,
                1024,
                ClassArchives.NONE);
        int port = FreePort.preferably(0);
        ServiceProcess ingest = ServiceProcess.start(
                ServiceKind.INGEST,
                settings.command(ServiceKind.INGEST),
                settings.environment(ServiceKind.INGEST, Map.of(ServiceKind.INGEST, port)),
                port,
                settings.log(ServiceKind.INGEST));
        services.add(ingest);
        HttpClient http = HttpClient.newHttpClient();
        await().atMost(PATIENCE).until(() -> ingest.isReady(http));
        return new ServiceClient(new Connection(
                        URI.create(shared.endpoint()),
                        StoreFixture.ACCESS_KEY,
                        StoreFixture.SECRET_KEY,
                        shared.bootstrapServers(),
                        Map.of())
                .in(namespace));
    }

    private void upload(String name, ServiceClient client) throws Exception {
        PhantomDataset.write(folder.resolve(name), 2, 7, PhantomSize.TINY);
        client.upload()
                .mirror(
                        DatasetFolder.open(folder.resolve(name)),
                        Map.of(ObjectKeys.GOAL_FILE, Json.bytes(new Goal(Milestone.CHECKED))),
                        false,
                        (files, of, bytes) -> {});
    }
}
