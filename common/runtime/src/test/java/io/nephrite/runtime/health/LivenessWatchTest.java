package io.nephrite.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LivenessWatchTest {
    @Test
    void endsAProcessOnlyWhenItStaysDead() {
        Queue<Boolean> looks = new ArrayDeque<>(List.of(true, false, false, true, false, false, false));
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
