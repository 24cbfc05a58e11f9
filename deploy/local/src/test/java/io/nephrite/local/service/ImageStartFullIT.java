package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import io.nephrite.core.json.Json;
import io.nephrite.local.machine.FreePort;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The step of an image's build that makes the archive, and the image's own command, in a folder in place of /app. */
class ImageStartFullIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path HOME = Path.of(System.getProperty("nephrite.home"));
    private static final Pattern ENTRYPOINT = Pattern.compile("(?m)^ENTRYPOINT (\\[.*quarkus-run\\.jar\"])$");

    @TempDir
    static Path folder;

    private static Path app;

    @BeforeAll
    static void makeTheArchive() throws Exception {
        app = folder.resolve("app");
        copy(ServiceKind.PLANNER.jar(HOME).getParent(), app);
        Process build = process(
                List.of("bash", HOME.resolve("deploy/docker/archive").toString(), app.toString()), Map.of(), "build");
        assertThat(build.waitFor()).as(Files.readString(log("build"))).isZero();
    }

    @Test
    void startsWithClassesOfTheArchive() throws Exception {
        assertThat(classesLoaded())
                .containsPattern("io\\.nephrite\\.\\S+ source: shared objects file")
                .containsPattern("io\\.quarkus\\.\\S+ source: shared objects file");
    }

    @Test
    void startsWhereTheArchiveIsGone() throws Exception {
        Path archive = app.resolve("start.jsa");
        Path away = Files.move(archive, folder.resolve("away.jsa"));
        try {
            assertThat(classesLoaded()).doesNotContainPattern("io\\.nephrite\\.\\S+ source: shared objects file");
        } finally {
            Files.move(away, archive);
        }
    }

    /** Starts the image's command without a broker until it has begun, and returns which classes came from where. */
    private static String classesLoaded() throws Exception {
        Matcher entrypoint = ENTRYPOINT.matcher(Files.readString(HOME.resolve("deploy/Dockerfile")));
        assertThat(entrypoint.find()).isTrue();
        List<String> command = new ArrayList<>();
        for (String word : Json.mapper().readValue(entrypoint.group(1), new TypeReference<List<String>>() {})) {
            command.add(word.replace("/app/", app + "/"));
        }
        Path loaded = folder.resolve("loaded.txt");
        command.add(1, "-Xlog:class+load:file=" + loaded);
        Process service = process(command, Map.of("NEPHRITE_TOPIC_CHECK_ENABLED", "false"), "service");
        try {
            await().atMost(PATIENCE).until(() -> {
                assertThat(service.isAlive())
                        .as(Files.readString(log("service")))
                        .isTrue();
                return Files.readString(log("service")).contains(" started in ");
            });
        } finally {
            service.destroy();
            service.waitFor();
        }
        return Files.readString(loaded);
    }

    private static Process process(List<String> command, Map<String, String> more, String name) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + environment.get("PATH"));
        environment.put("HTTP_HOST", "127.0.0.1");
        environment.put("HTTP_PORT", Integer.toString(FreePort.any()));
        environment.put("NEPHRITE_LOGIN", "none");
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        environment.put("S3_ENDPOINT", "http://127.0.0.1:1");
        environment.putAll(more);
        return builder.start();
    }

    private static Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** Keeps the times of the files, as layers of an image do. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
