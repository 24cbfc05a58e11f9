package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.pipeline.Namespace;
import io.nephrite.local.machine.FreePort;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real JVMs: what Java makes of archives differs between versions. */
class ClassArchivesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOADED = StubService.class.getName() + " source: ";

    @TempDir
    Path folder;

    private Path archive;

    @BeforeEach
    void writeAnArchive() throws Exception {
        StubService.install(folder);
        archive = Files.createDirectory(folder.resolve("archives")).resolve("planner-service.jsa");
        classesLoaded(new ClassArchives(Optional.of(archive.getParent()), true));
        assertThat(archive).isNotEmptyFile();
    }

    @Test
    void takesClassesFromTheArchiveWhileItFits() throws Exception {
        assertThat(classesLoaded(reading())).contains(LOADED + "shared objects file");
    }

    @Test
    void startsWithoutAnArchiveThatIsOfOtherJars() throws Exception {
        Files.setLastModifiedTime(
                ServiceKind.PLANNER.jar(folder), FileTime.fromMillis(System.currentTimeMillis() - 60_000));

        assertThat(classesLoaded(reading())).contains(LOADED + "file:");
    }

    @Test
    void startsWithoutAnArchiveThatIsDamaged() throws Exception {
        byte[] bytes = Files.readAllBytes(archive);
        for (int i = bytes.length / 2; i < bytes.length / 2 + 1000; i++) {
            bytes[i] ^= 0x5a;
        }
        replace(bytes);

        assertThat(classesLoaded(reading())).contains(LOADED + "file:");
    }

    @Test
    void startsWhereThereIsNoArchive() throws Exception {
        Files.delete(archive);

        assertThat(reading().options(ServiceKind.PLANNER)).isEmpty();
        assertThat(classesLoaded(reading())).contains(LOADED + "file:");
    }

    /** Java 17 crashes while it maps a file that is too short. */
    @Test
    void startsAServiceAgainWithoutTheArchiveThatEndedIt() throws Exception {
        byte[] bytes = Files.readAllBytes(archive);
        replace(Arrays.copyOf(bytes, bytes.length - bytes.length / 8));

        try (ServiceSupervisor supervisor = ServiceSupervisor.start(settings(reading()), Map.of())) {
            supervisor.awaitReady(PATIENCE);

            assertThat(supervisor.pids()).containsKey(ServiceKind.PLANNER);
            assertThat(supervisor.defeat()).isEmpty();
        }
    }

    private void replace(byte[] bytes) throws IOException {
        Files.delete(archive); // Java has made it read-only
        Files.write(archive, bytes);
    }

    private ClassArchives reading() {
        return new ClassArchives(Optional.of(archive.getParent()), false);
    }

    /** Starts a service, ends it when it is ready, and returns what Java says of the classes that it loaded. */
    private String classesLoaded(ClassArchives archives) throws Exception {
        ServiceSettings settings = settings(archives);
        Path loaded = folder.resolve("loaded.txt");
        List<String> command = new ArrayList<>(settings.command(ServiceKind.PLANNER));
        command.add(1, "-Xlog:class+load:file=" + loaded);
        int port = FreePort.any();
        ServiceProcess service = ServiceProcess.start(
                ServiceKind.PLANNER,
                command,
                settings.environment(ServiceKind.PLANNER, Map.of(ServiceKind.PLANNER, port)),
                port,
                settings.log(ServiceKind.PLANNER));
        HttpClient http = HttpClient.newHttpClient();
        await().atMost(PATIENCE).until(() -> service.isReady(http));
        service.terminate();
        service.awaitEnd(PATIENCE);
        return Files.readString(loaded);
    }

    private ServiceSettings settings(ClassArchives archives) {
        return new ServiceSettings(
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
                archives);
    }
}
