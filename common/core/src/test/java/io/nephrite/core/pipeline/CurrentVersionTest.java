package io.nephrite.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.store.InMemoryObjectStore;
import org.junit.jupiter.api.Test;

class CurrentVersionTest {
    private final InMemoryObjectStore results = new InMemoryObjectStore();

    @Test
    void itsBytesStayAsTheyAre() {
        new CurrentVersion("0123456789abcdef", Milestone.REPORT).write(results, "D");

        assertThat(new String(results.bytes("D/current.json"), UTF_8))
                .isEqualTo("{\"version\":\"0123456789abcdef\",\"until\":\"report\"}");
        assertThat(CurrentVersion.find(results, "D").map(c -> c.of("D")))
                .contains(new VersionId("D", "0123456789abcdef"));
    }

    @Test
    void nothingIsCurrentBeforeTheFirstSeal() {
        assertThat(CurrentVersion.find(results, "D")).isEmpty();
    }

    @Test
    void aDocumentWithoutVersionIsNone() {
        results.put("D/current.json", "{\"until\": \"report\"}".getBytes(UTF_8));

        assertThatThrownBy(() -> CurrentVersion.find(results, "D")).hasMessageContaining("version");
    }
}
