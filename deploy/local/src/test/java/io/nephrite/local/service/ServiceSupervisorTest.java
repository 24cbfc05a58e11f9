package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.pipeline.Namespace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceSupervisorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private ServiceSettings settings;

    @BeforeEach
    void installStubs() throws Exception {
        StubService.install(folder);
        settings = new ServiceSettings(
                folder,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                folder.resolve("data"),
                Namespace.WHOLE,
                "127.0.0.1:1",
                "http://127.0.0.1:2",
                "access",
                "secret",
                "token",
                1,
                1024,
                ClassArchives.NONE);
    }

    @Test
    void startsAgainWhatDiesAtTheSameAddressAndLeavesNothingBehind() throws Exception {
        List<ProcessHandle> processes;
        try (ServiceSupervisor supervisor = ServiceSupervisor.start(settings, Map.of())) {
            supervisor.awaitReady(PATIENCE);
            long first = supervisor.pids().get(ServiceKind.PLANNER);
            URI address = supervisor.address(ServiceKind.PLANNER);
            assertThat(ProcessHandle.of(first).orElseThrow().destroyForcibly()).isTrue();

            await().atMost(PATIENCE).until(() -> supervisor.pids().getOrDefault(ServiceKind.PLANNER, first) != first);
            supervisor.awaitReady(PATIENCE);

            assertThat(supervisor.address(ServiceKind.PLANNER)).isEqualTo(address);
            assertThat(supervisor.defeat()).isEmpty();
            processes = supervisor.pids().values().stream()
                    .map(pid -> ProcessHandle.of(pid).orElseThrow())
                    .toList();
            assertThat(processes).hasSize(5);
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }
}
