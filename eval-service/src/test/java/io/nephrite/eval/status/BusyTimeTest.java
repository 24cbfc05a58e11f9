package io.nephrite.eval.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BusyTimeTest {
    private static final Offset<Double> EXACT = Offset.offset(1e-9);

    private final BusyTime busy = new BusyTime();

    @Test
    void countsOverlappingWorkOnce() {
        add(0, 10);
        add(5, 12);
        add(2, 3);
        assertThat(busy.idleShare()).isZero();
    }

    @Test
    void countsGapsAsIdle() {
        add(8, 10);
        add(0, 2);
        assertThat(busy.idleShare()).isEqualTo(0.6, EXACT);
        add(1, 9);
        assertThat(busy.idleShare()).isZero();
    }

    @Test
    void joinsWhatTouches() {
        add(0, 2);
        add(2, 4);
        add(6, 8);
        assertThat(busy.idleShare()).isEqualTo(0.25, EXACT);
    }

    @Test
    void knowsNothingOfAnEmptyRun() {
        assertThat(busy.idleShare()).isZero();
    }

    private void add(int from, int to) {
        busy.add(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to));
    }
}
