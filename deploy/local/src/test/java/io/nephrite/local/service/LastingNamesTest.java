package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/**
 * A service that was killed is started again at once and has the name that it had: nobody waits for the session of a
 * dead consumer. Under compose a container keeps its host name; on Kubernetes the pods of a StatefulSet keep theirs.
 */
class LastingNamesTest {
    private static final Path HOME = Path.of("../..");
    private static final int SOON_SECONDS = 3;

    @ParameterizedTest
    @EnumSource
    void composeStartsItAgainUnderTheHostNameOfItsContainer(ServiceKind kind) throws IOException {
        Map<?, ?> service = at(document("docker-compose.yml"), "services", kind.serviceName());

        assertThat(service.get("restart")).isEqualTo("unless-stopped");
        // compose reads two dollar signs as one, and the service puts the host name in
        assertThat(at(service, "environment").get("NEPHRITE_MEMBER")).isEqualTo("$${HOSTNAME:}");
        assertThat(service.containsKey("hostname") || service.containsKey("container_name"))
                .as("replicas would share a name")
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void kubernetesStartsItAgainUnderTheNameOfItsPod(ServiceKind kind) throws IOException {
        List<Map<?, ?>> documents = documents("deploy/kubernetes/base/" + kind.serviceName() + ".yaml");
        assertThat(documents)
                .extracting(document -> (Object) document.get("kind"))
                .as("a set whose pods keep their names")
                .containsExactlyInAnyOrder("Service", "StatefulSet");
        Map<?, ?> set = documents.stream()
                .filter(document -> "StatefulSet".equals(document.get("kind")))
                .findFirst()
                .orElseThrow();
        Map<?, ?> pod = at(set, "spec", "template", "spec");
        Map<?, ?> container = (Map<?, ?>) list(pod, "containers").get(0);

        assertThat(at(set, "spec").get("podManagementPolicy")).isEqualTo("Parallel");
        assertThat(pod.get("restartPolicy")).as("Always by default").isNull();
        Map<?, ?> member = list(container, "env").stream()
                .map(variable -> (Map<?, ?>) variable)
                .filter(variable -> "NEPHRITE_MEMBER".equals(variable.get("name")))
                .findFirst()
                .orElseThrow();
        assertThat(at(member, "valueFrom", "fieldRef").get("fieldPath")).isEqualTo("metadata.name");
        Map<?, ?> startup = at(container, "startupProbe");
        assertThat(startup.get("initialDelaySeconds")).isNull();
        assertThat((Integer) startup.get("periodSeconds")).isLessThanOrEqualTo(SOON_SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void kubernetesRunsTheServicesThatThereAre(ServiceKind kind) throws IOException {
        assertThat(list(document("deploy/kubernetes/base/kustomization.yaml"), "resources"))
                .extracting(Object::toString)
                .contains(kind.serviceName() + ".yaml");
    }

    /** The only document of a file. */
    private static Map<?, ?> document(String file) throws IOException {
        List<Map<?, ?>> documents = documents(file);
        assertThat(documents).hasSize(1);
        return documents.get(0);
    }

    private static List<Map<?, ?>> documents(String file) throws IOException {
        List<Map<?, ?>> documents = new ArrayList<>();
        new Yaml().loadAll(Files.readString(HOME.resolve(file))).forEach(d -> documents.add((Map<?, ?>) d));
        return documents;
    }

    private static Map<?, ?> at(Map<?, ?> document, String... path) {
        Map<?, ?> found = document;
        for (String name : path) {
            found = (Map<?, ?>) found.get(name);
        }
        return found;
    }

    private static List<?> list(Map<?, ?> document, String name) {
        return (List<?>) document.get(name);
    }
}
