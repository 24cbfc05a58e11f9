package io.nephrite.planner;

import io.nephrite.testkit.Layering;
import org.junit.jupiter.api.Test;

class LayeringTest {
    @Test
    void dependenciesPointOneWay() {
        Layering.check("planner");
    }
}
