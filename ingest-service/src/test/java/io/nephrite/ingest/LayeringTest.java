package io.nephrite.ingest;

import io.nephrite.testkit.Layering;
import org.junit.jupiter.api.Test;

class LayeringTest {
    @Test
    void dependenciesPointOneWay() {
        Layering.check("ingest");
    }
}
