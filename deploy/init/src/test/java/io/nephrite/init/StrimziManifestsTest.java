package io.nephrite.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StrimziManifestsTest {
    private static final Path FOLDER = Checkout.KUBERNETES.resolve("components/strimzi");

    @Test
    void topicsAreThoseThatTheServicesUse() throws IOException {
        String made = StrimziManifests.topics();
        assertThat(Checkout.rendered(FOLDER.resolve("topics.yaml"), made)).isEqualTo(made);
    }

    @Test
    void theUserMayReadAndWriteThemAlone() throws IOException {
        String made = StrimziManifests.user();
        assertThat(Checkout.rendered(FOLDER.resolve("user.yaml"), made)).isEqualTo(made);
    }
}
