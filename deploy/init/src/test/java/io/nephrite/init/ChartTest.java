package io.nephrite.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * The chart renders with every ci/*.yaml, Kubernetes takes what comes of it, and the folders for kubectl are the same.
 */
@Tag("full")
class ChartTest {
    private static final List<String> VERSIONS = List.of("1.33", "1.36");

    @TempDir
    private Path folder;

    @Test
    void foldersForKubectlAreRenderedFromTheChart() throws Exception {
        requires("helm");

        run("bash", Checkout.ROOT.resolve("deploy/helm/render").toString(), folder.toString());

        for (String name : List.of("base", "gpu", "small")) {
            assertThat(files(Checkout.KUBERNETES.resolve(name)))
                    .as("deploy/helm/render writes deploy/kubernetes/" + name)
                    .isEqualTo(files(folder.resolve(name)));
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void rendersWhatKubernetesTakesStrictly(Path values) throws Exception {
        requires("helm");
        requires("kubernetes-validate");

        String manifests = run(
                "helm",
                "template",
                "nephrite",
                Checkout.CHART.toString(),
                "--namespace",
                "nephrite",
                "--values",
                values.toString());

        assertValid(manifests);
    }

    @ParameterizedTest
    @MethodSource("values")
    void lintsWithoutAWarning(Path values) throws Exception {
        requires("helm");

        assertThat(run("helm", "lint", "--strict", "--values", values.toString(), Checkout.CHART.toString()))
                .contains("0 chart(s) failed")
                .doesNotContain("[WARNING]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "gpu", "small"})
    void kubectlMakesTheSameOfTheFolders(String name) throws Exception {
        requires("kubectl");
        requires("kubernetes-validate");

        String manifests =
                run("kubectl", "kustomize", Checkout.KUBERNETES.resolve(name).toString());

        assertValid(manifests);
        assertThat(kinds(manifests))
                .as("nothing of the user's is made, so nothing of it can be overwritten or deleted")
                .doesNotContain("Namespace", "Secret")
                .contains("StatefulSet", "ConfigMap", "NetworkPolicy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "services.ingest.replicas=2",
                "keda.preprocess.minReplicaCount=1",
                "keda.preprocess.max=9",
                "init.topicReplicas=0",
                "login.mode=off",
                "login.issuer=login.example.org",
                "store.endpoint=minio:9000",
                "kafka.bootstrapServers=kafka",
                "monitoring.otlpEndpoint=collector:4318",
                "monitoring.jsonLogs=yes-please",
                "imagee.tag=1"
            })
    void refusesValuesThatCannotBe(String value) throws Exception {
        requires("helm");

        Process helm = new ProcessBuilder("helm", "template", "nephrite", Checkout.CHART.toString(), "--set", value)
                .redirectErrorStream(true)
                .start();
        String said = new String(helm.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(helm.waitFor()).as(said).isNotZero();
        assertThat(said).contains("values don't meet the specifications of the schema");
    }

    static Stream<Path> values() throws IOException {
        try (Stream<Path> files = Files.list(Checkout.CHART.resolve("ci"))) {
            return files.sorted().toList().stream();
        }
    }

    /** Those of Kubernetes itself; KEDA and the Prometheus operator have schemas of their own. */
    private void assertValid(String manifests) throws Exception {
        Path file = folder.resolve("manifests.yaml");
        List<Object> own = documents(manifests).stream()
                .filter(d -> !d.get("apiVersion").toString().matches("(keda\\.sh|monitoring\\.coreos\\.com)/.*"))
                .map(d -> (Object) d)
                .toList();
        assertThat(own).isNotEmpty();
        Files.writeString(file, new Yaml().dumpAll(own.iterator()));
        for (String version : VERSIONS) {
            run("kubernetes-validate", "--strict", "--quiet", "-k", version, file.toString());
        }
    }

    private static List<Object> kinds(String manifests) {
        return documents(manifests).stream().map(d -> (Object) d.get("kind")).toList();
    }

    private static List<Map<?, ?>> documents(String manifests) {
        List<Map<?, ?>> documents = new ArrayList<>();
        new Yaml().loadAll(manifests).forEach(d -> {
            if (d != null) {
                documents.add((Map<?, ?>) d);
            }
        });
        return documents;
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : found.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }

    /** The test is skipped, with a message, where a program is not on the path. */
    private static void requires(String program) {
        boolean isThere = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
        assumeTrue(isThere, "SKIPPED: " + program + " is not on the PATH (.ci/tools installs it)");
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + said)
                .isZero();
        return said;
    }
}
