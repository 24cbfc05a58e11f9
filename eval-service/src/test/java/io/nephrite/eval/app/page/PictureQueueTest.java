package io.nephrite.eval.app.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.runtime.rest.RequestFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PictureQueueTest {
    private static final int WAITING = 3;

    /** Settings with a short queue. */
    private record ShortQueue() implements PageConfig {
        @Override
        public Duration partsKept() {
            return Duration.ZERO;
        }

        @Override
        public Path cache() {
            return Path.of("unused");
        }

        @Override
        public double cacheGib() {
            return 1;
        }

        @Override
        public boolean readOnly() {
            return false;
        }

        @Override
        public int queue() {
            return WAITING;
        }
    }

    private final PictureQueue queue = new PictureQueue(new ShortQueue());

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void makesOnePictureAfterTheOtherInAThreadOfLowPriority() {
        Thread first = queue.submit(Thread::currentThread).toCompletableFuture().join();
        Thread second =
                queue.submit(Thread::currentThread).toCompletableFuture().join();

        assertThat(second).isSameAs(first);
        assertThat(first.getPriority()).isEqualTo(Thread.MIN_PRIORITY);
    }

    @Test
    void refusesWhatIsBeyondTheQueue() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Integer>> taken = new ArrayList<>();
        CompletionStage<Integer> running = queue.submit(() -> {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        });
        begun.await();
        for (int i = 1; i <= WAITING; i++) {
            int number = i;
            taken.add(queue.submit(() -> number).toCompletableFuture());
        }

        assertThatThrownBy(() -> queue.submit(() -> 99))
                .isInstanceOf(RequestFault.class)
                .hasMessageContaining("ask again");

        go.countDown();
        assertThat(running.toCompletableFuture().join()).isZero();
        assertThat(taken).extracting(CompletableFuture::join).containsExactly(1, 2, 3);
    }
}
