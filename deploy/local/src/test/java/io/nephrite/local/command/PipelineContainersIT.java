package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.client.Connection;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.client.ResultsDownload;
import io.nephrite.local.machine.LauncherLog;
import io.nephrite.local.machine.Machine;
import io.nephrite.local.service.ClassArchives;
import io.nephrite.local.service.ServiceKind;
import io.nephrite.local.service.ServiceSettings;
import io.nephrite.local.service.ServiceSupervisor;
import io.nephrite.local.store.ContainerFixture;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged services over a Kafka and a MinIO of their own; nothing but the upload starts the work. */
class PipelineContainersIT {
    private static final String TOKEN = "the-token-of-this-test";

    @TempDir
    Path folder;

    @Test
    void aPhantomGoesInAndADiceReportComesOut() throws Exception {
        LauncherLog.begin();
        Terminal terminal = Terminal.plain(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        PhantomDataset.write(folder.resolve("Task901_Tiny"), 6, 7, PhantomSize.TINY);
        DatasetFolder dataset = DatasetFolder.open(folder.resolve("Task901_Tiny"));
        try (ContainerFixture containers = new ContainerFixture(Session.home());
                ServiceSupervisor services = ServiceSupervisor.start(settings(containers), Map.of());
                Session session = Session.with(connection(containers, services))) {
            services.awaitReady(Duration.ofMinutes(4));
            Instant begin = Instant.now();

            session.client()
                    .upload()
                    .mirror(
                            dataset,
                            Map.of(
                                    ObjectKeys.GOAL_FILE,
                                    Json.bytes(new Goal(Milestone.REPORT)),
                                    Experiment.FILE,
                                    SmallExperiment.DOCUMENT),
                            false,
                            (files, of, bytes) -> {});
            DatasetStatus status = new Follow(session, terminal, dataset.name(), begin).until(Milestone.REPORT);

            new ResultsDownload(session.client().results())
                    .version(status.versionId().orElseThrow(), folder.resolve("results"));
            assertThat(PipelineIT.RESULTS)
                    .allSatisfy(name ->
                            assertThat(folder.resolve("results").resolve(name)).isNotEmptyFile());
        }
    }

    private ServiceSettings settings(ContainerFixture containers) {
        return new ServiceSettings(
                Session.home(),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                folder.resolve("services"),
                Namespace.WHOLE,
                containers.bootstrapServers(),
                containers.endpoint().toString(),
                ContainerFixture.ACCESS_KEY,
                ContainerFixture.SECRET_KEY,
                TOKEN,
                2,
                Machine.memoryMib(),
                ClassArchives.NONE);
    }

    private static Connection connection(ContainerFixture containers, ServiceSupervisor services) {
        Map<String, URI> addresses = Arrays.stream(ServiceKind.values())
                .collect(Collectors.toMap(ServiceKind::serviceName, services::address));
        return new Connection(
                        containers.endpoint(),
                        ContainerFixture.ACCESS_KEY,
                        ContainerFixture.SECRET_KEY,
                        containers.bootstrapServers(),
                        addresses)
                .with(Optional.of(TOKEN));
    }
}
