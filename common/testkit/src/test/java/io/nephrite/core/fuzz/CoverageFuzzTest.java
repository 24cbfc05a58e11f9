package io.nephrite.core.fuzz;

import io.nephrite.testkit.CoverageFuzzing;
import io.nephrite.testkit.FuzzTarget;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents and events, guided by coverage. */
@Tag("full")
class CoverageFuzzTest {
    static Stream<FuzzTarget> targets() {
        return SeedsTest.targets();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void neverFailsOnWhatReachesNewCode(FuzzTarget target) throws IOException, InterruptedException {
        CoverageFuzzing.run(target);
    }
}
