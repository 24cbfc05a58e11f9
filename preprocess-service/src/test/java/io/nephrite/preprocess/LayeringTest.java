package io.nephrite.preprocess;

import io.nephrite.testkit.Layering;
import org.junit.jupiter.api.Test;

class LayeringTest {
    @Test
    void dependenciesPointOneWay() {
        Layering.check("preprocess");
    }
}
