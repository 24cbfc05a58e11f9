package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RestartPolicyTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void waitsLongerAfterEachDeathAndGivesUpInTheEnd() {
        RestartPolicy policy = new RestartPolicy();

        assertThat(policy.afterDeath(START)).contains(Duration.ofMillis(200));
        assertThat(policy.afterDeath(START.plusSeconds(1))).contains(Duration.ofMillis(800));
        assertThat(policy.afterDeath(START.plusSeconds(2))).contains(Duration.ofMillis(3200));
        for (int i = 3; i < 6; i++) {
            assertThat(policy.afterDeath(START.plusSeconds(i))).isPresent();
        }
        assertThat(policy.afterDeath(START.plusSeconds(6))).isEmpty();
    }

    @Test
    void forgetsDeathsOfLongAgo() {
        RestartPolicy policy = new RestartPolicy();

        for (int i = 0; i < 100; i++) {
            assertThat(policy.afterDeath(START.plusSeconds(121L * i))).contains(Duration.ofMillis(200));
        }
    }
}
