package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void waitsLongerAfterEachDeathAndGivesUpInTheEnd() {
        RestartPolicy policy = new RestartPolicy();

        Duration life = Duration.ofSeconds(10); // such as a start that fails late
        List<Duration> delays = new ArrayList<>();
        Instant now = START;
        Optional<Duration> delay = policy.afterDeath(now);
        while (delay.isPresent() && delays.size() < 100) {
            delays.add(delay.get());
            now = now.plus(delay.get()).plus(life);
            delay = policy.afterDeath(now);
        }
        assertThat(delays)
                .startsWith(Duration.ofMillis(200), Duration.ofMillis(800), Duration.ofMillis(3200))
                .isSorted()
                .hasSize(6);
    }

    @Test
    void forgetsDeathsOfLongAgo() {
        RestartPolicy policy = new RestartPolicy();

        for (int i = 0; i < 100; i++) {
            assertThat(policy.afterDeath(START.plusSeconds(121L * i))).contains(Duration.ofMillis(200));
        }
    }
}
