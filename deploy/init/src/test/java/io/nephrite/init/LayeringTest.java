package io.nephrite.init;

import io.nephrite.testkit.Layering;
import org.junit.jupiter.api.Test;

class LayeringTest {
    @Test
    void packagesFormNoCycleAndUseTheirFrameworksAlone() {
        Layering.check();
    }
}
