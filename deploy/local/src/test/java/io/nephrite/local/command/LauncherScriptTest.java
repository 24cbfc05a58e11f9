package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When the script `nephrite` makes archives of classes, and when it reads them: in a checkout of empty jars, with a JDK
 * that prints its arguments and a maker of archives that counts.
 */
class LauncherScriptTest {
    private static final String FIRST_JDK = "JAVA_VERSION=\"17.0.1\"\nIMPLEMENTOR=\"one\"\n";

    @TempDir
    Path folder;

    private Path home;

    private record Outcome(String out, String err) {
        boolean readsArchives() {
            return out.contains("launcher.jsa") && out.contains("-Dnephrite.archives=");
        }
    }

    @BeforeEach
    void layOut() throws IOException {
        home = folder.resolve("checkout");
        for (String service : List.of("ingest", "preprocess", "planner", "trainer", "eval")) {
            old(home.resolve(service + "-service/target/quarkus-app/quarkus-run.jar"));
        }
        old(jar());
        old(home.resolve("deploy/local/target/lib/b.jar"));
        old(home.resolve("deploy/local/target/lib/a.jar"));
        Files.copy(Path.of("../../nephrite"), home.resolve("nephrite"), StandardCopyOption.COPY_ATTRIBUTES);
        makerOf("for n in launcher ingest-service; do echo archive >\"$1/$n.jsa\"; done");
        program(jdk("bin/java"), "printf '%s\\n' \"$@\"");
        program(jdk("bin/javac"), "");
        Files.writeString(jdk("release"), FIRST_JDK);
    }

    @Test
    void makesArchivesBeforeTheFirstStartAndReadsThemFromThenOn() throws Exception {
        assertThat(nephrite("up").readsArchives()).isTrue();
        Outcome second = nephrite("run", "dataset");

        assertThat(second.readsArchives()).isTrue();
        assertThat(second.err()).isEmpty();
        assertThat(nephrite("status").out()).contains("-XX:SharedArchiveFile=");
        assertThat(made()).isEqualTo(1);
    }

    @Test
    void givesJavaTheSameClassPathAtEachStart() throws Exception {
        assertThat(nephrite("up").out())
                .contains(jar() + ":" + home.resolve("deploy/local/target/lib/a.jar") + ":"
                        + home.resolve("deploy/local/target/lib/b.jar") + "\n");
    }

    @Test
    void makesNoneForACommandThatStartsNoSystem() throws Exception {
        assertThat(nephrite("status").readsArchives()).isFalse();
        assertThat(made()).isZero();
    }

    @Test
    void makesThemAgainWhenAJarIsNewer() throws Exception {
        nephrite("up");
        Files.setLastModifiedTime(
                home.resolve("trainer-service/target/quarkus-app/quarkus-run.jar"),
                FileTime.fromMillis(System.currentTimeMillis() + 5_000));

        assertThat(nephrite("status").readsArchives()).isFalse();
        nephrite("up");
        assertThat(made()).isEqualTo(2);
    }

    @Test
    void makesThemAgainForAnotherJdk() throws Exception {
        nephrite("up");
        Files.writeString(jdk("release"), "JAVA_VERSION=\"25.0.1\"\nIMPLEMENTOR=\"one\"\n");

        assertThat(nephrite("status").readsArchives()).isFalse();
        assertThat(nephrite("up").out()).contains("-XX:AOTCache=");
        assertThat(made()).isEqualTo(2);
    }

    @Test
    void makesThemAgainWhenAFileIsTooShort() throws Exception {
        nephrite("up");
        Path archive = find("ingest-service.jsa");
        Files.write(archive, new byte[1]);

        nephrite("up");
        assertThat(made()).isEqualTo(2);
        assertThat(archive).hasContent("archive");
    }

    @Test
    void startsWithoutThemAndSaysSoWhereTheyCannotBeMade() throws Exception {
        makerOf("echo no room; exit 1");

        Outcome first = nephrite("up");
        Outcome second = nephrite("up");

        assertThat(List.of(first, second))
                .allMatch(outcome -> outcome.out().contains("io.nephrite.local.Nephrite\nup")
                        && !outcome.readsArchives()
                        && outcome.err().contains("cannot be made, so starts take longer"));
        assertThat(made()).as("tried once for a build").isEqualTo(1);
        assertThat(find("log")).hasContent("no room");
    }

    @Test
    void keepsThemInTheCacheOfTheUserWhereTheCheckoutCannotBeWritten() throws Exception {
        Files.writeString(home.resolve("deploy/local/target/archives"), "in the way");

        assertThat(nephrite("up").out()).contains("-XX:SharedArchiveFile=" + cache());
        assertThat(nephrite("up").readsArchives()).isTrue();
        assertThat(made()).isEqualTo(1);
    }

    @Test
    void startsWithoutThemAndSaysSoWhereNothingCanBeWritten() throws Exception {
        Files.writeString(home.resolve("deploy/local/target/archives"), "in the way");
        Files.writeString(cache(), "in the way");

        Outcome outcome = nephrite("up");

        assertThat(outcome.out()).contains("io.nephrite.local.Nephrite\nup");
        assertThat(outcome.err()).contains("cannot be written below");
        assertThat(made()).isZero();
    }

    @Test
    void makesThemOnceForTwoStartsAtATime() throws Exception {
        makerOf("sleep 0.3; echo archive >\"$1/launcher.jsa\"");
        Process other = start(folder.resolve("other"), "up");
        Outcome outcome = nephrite("up");

        assertThat(other.waitFor()).isZero();
        assertThat(outcome.readsArchives()).isTrue();
        assertThat(made()).isEqualTo(1);
    }

    private Outcome nephrite(String... arguments) throws Exception {
        Path name = Files.createTempFile(folder, "start", "");
        Process process = start(name, arguments);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String err = Files.readString(Path.of(name + ".err"));
        assertThat(process.exitValue()).as(err).isZero();
        return new Outcome(Files.readString(Path.of(name + ".out")), err);
    }

    private Process start(Path name, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("nephrite").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(Path.of(name + ".out").toFile())
                .redirectError(Path.of(name + ".err").toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", folder.resolve("jdk").toString(),
                        "XDG_CACHE_HOME", folder.resolve("cache").toString(),
                        "NEPHRITE_NO_BUILD", "yes"));
        builder.environment().remove("NEPHRITE_NO_ARCHIVES");
        return builder.start();
    }

    /** How often archives were made, or tried to be. */
    private int made() throws IOException {
        Path count = folder.resolve("count");
        return Files.exists(count) ? Files.readAllLines(count).size() : 0;
    }

    private Path find(String name) throws IOException {
        try (var files = Files.walk(home.resolve("deploy/local/target/archives"))) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Path jar() {
        return home.resolve("deploy/local/target/nephrite-local.jar");
    }

    private Path jdk(String name) {
        return folder.resolve("jdk").resolve(name);
    }

    private Path cache() throws IOException {
        return Files.createDirectories(folder.resolve("cache/nephrite")).resolve("archives");
    }

    private void makerOf(String lines) throws IOException {
        program(home.resolve("deploy/archives"), "echo made >>'" + folder.resolve("count") + "'\n" + lines);
    }

    private static void old(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - 60_000));
    }

    private static void program(Path file, String lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/usr/bin/env bash\n" + lines + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
