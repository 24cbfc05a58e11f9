package io.nephrite.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LivenessWatchTest {
    @Test
    void endsAProcessOnlyWhenItStaysDead() {
        Optional<String> dead = Optional.of("channel case-checked is closed");
        Queue<Optional<String>> looks =
                new ArrayDeque<>(List.of(Optional.empty(), dead, dead, Optional.empty(), dead, dead, dead));
        AtomicInteger exits = new AtomicInteger();
        LivenessWatch watch = new LivenessWatch(looks::remove, exits::incrementAndGet);

        for (int i = 0; i < 6; i++) {
            watch.look();
        }
        assertThat(exits).hasValue(0);

        watch.look();
        assertThat(exits).hasValue(1);
    }
}
