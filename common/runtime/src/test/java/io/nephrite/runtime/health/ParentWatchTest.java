package io.nephrite.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentWatchTest {
    @Test
    void waitsUntilThePipeEnds() throws Exception {
        PipedOutputStream parent = new PipedOutputStream();
        try (PipedInputStream child = new PipedInputStream(parent)) {
            CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> ParentWatch.awaitEnd(child));
            parent.write('x');
            assertThat(ended).isNotDone();
            parent.close();
            ended.get(10, TimeUnit.SECONDS);
        }
    }
}
