package io.nephrite.core.fuzz;

import io.nephrite.testkit.FuzzTarget;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every input that coverage-guided fuzzing begins with, or has once found, in milliseconds. */
class SeedsTest {
    static Stream<FuzzTarget> targets() {
        return Stream.of(new DescriptionTarget(), new ExperimentTarget(), new PlansTarget(), new EventTarget());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void readsOrRefusesEverySeed(FuzzTarget target) throws IOException {
        target.seeds().forEach(target::withinLimits);
    }
}
