package io.nephrite.local.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AwakeTimeTest {
    private final ManualClock clock = new ManualClock();
    private final AwakeTime time = new AwakeTime(clock, Duration.ofSeconds(10));

    @Test
    void countsWhatPassesWhileTheProcessRuns() {
        clock.advance(Duration.ofSeconds(3));
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(3));
        clock.advance(Duration.ofSeconds(4));
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void countsASleepForOneStep() {
        clock.advance(Duration.ofHours(8));
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void neverGoesBackWithTheClock() {
        clock.advance(Duration.ofSeconds(5));
        time.passed();
        clock.advance(Duration.ofHours(-1));
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(5));
    }
}
