package io.nephrite.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The build's own rule on a made-up program that needs a made-up library. */
@Tag("full")
class LicenceRuleTest {
    @TempDir
    Path folder;

    @Test
    void takesALicenceOfTheList() throws Exception {
        assertThat(status("<license><name>Apache-2.0</name></license>")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<license><name>GNU Affero General Public License v3.0</name></license>",
                "<license><name>SSPL-1.0</name></license>",
                "<license><name>Made up by somebody</name></license>",
                ""
            })
    void failsWhereALicenceIsForbiddenOrUnknown(String licence) throws Exception {
        assertThat(status(licence)).isNotZero();
        assertThat(output()).contains("BUILD FAILURE", "com.example", "license-maven-plugin");
    }

    /** @return exit status of Maven */
    private int status(String licence) throws Exception {
        linkRepository();
        Path library = Files.createDirectories(folder.resolve("repository/com/example/library/1"));
        Files.writeString(library.resolve("library-1.pom"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example</groupId><artifactId>library</artifactId><version>1</version>
                  <licenses>%s</licenses>
                </project>
                """.formatted(licence));
        emptyJar(library.resolve("library-1.jar"));
        Path program = Files.createDirectories(folder.resolve("program"));
        Files.writeString(program.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <parent>
                    <groupId>io.nephrite</groupId><artifactId>nephrite</artifactId><version>${revision}</version>
                    <relativePath>%s</relativePath>
                  </parent>
                  <artifactId>program</artifactId>
                  <packaging>jar</packaging>
                  <dependencies>
                    <dependency><groupId>com.example</groupId><artifactId>library</artifactId><version>1</version></dependency>
                  </dependencies>
                </project>
                """.formatted(program.toRealPath()
                .relativize(Checkout.ROOT.toRealPath().resolve("pom.xml"))));
        List<String> command = new ArrayList<>(List.of(
                System.getenv().getOrDefault("MVN", "mvn"),
                "-B",
                "-ntp",
                "-o",
                "-Pfull",
                "-Dlicense.skipAddThirdParty=false",
                "-Dmaven.repo.local=" + folder.resolve("repository"),
                "-f",
                program.resolve("pom.xml").toString(),
                "org.codehaus.mojo:license-maven-plugin:add-third-party@licences"));
        ProcessBuilder maven = new ProcessBuilder(command)
                .directory(program.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        return maven.start().waitFor();
    }

    /** The repository that this build uses, to which the made-up library is added. */
    private void linkRepository() throws IOException {
        Path real =
                Path.of(System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));
        Path linked = Files.createDirectories(folder.resolve("repository"));
        Path com = Files.createDirectories(linked.resolve("com"));
        link(real, linked, "com");
        link(real.resolve("com"), com, "example");
    }

    private static void link(Path from, Path to, String but) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.equals(but)) {
                    Files.createSymbolicLink(to.resolve(name), entry.toAbsolutePath());
                }
            }
        }
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"), StandardCharsets.UTF_8);
    }

    private static void emptyJar(Path file) throws IOException {
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(file))) {
            jar.putNextEntry(new ZipEntry("META-INF/"));
            jar.closeEntry();
        }
    }
}
