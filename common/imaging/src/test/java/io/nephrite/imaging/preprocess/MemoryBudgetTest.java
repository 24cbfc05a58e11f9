package io.nephrite.imaging.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final long MIB = 1 << 20;

    @Test
    void letsALargeCaseWaitUntilTheSmallOneIsDone() throws Exception {
        MemoryBudget budget = new MemoryBudget(100 * MIB);
        CountDownLatch smallRuns = new CountDownLatch(1);
        CountDownLatch smallMayEnd = new CountDownLatch(1);
        CompletableFuture<Boolean> small = CompletableFuture.supplyAsync(() -> budget.within(need("small", 20), () -> {
            smallRuns.countDown();
            return await(smallMayEnd);
        }));
        assertThat(await(smallRuns)).isTrue();
        CompletableFuture<Boolean> large = CompletableFuture.supplyAsync(
                () -> budget.within(need("large", 90), () -> smallMayEnd.getCount() == 0));
        smallMayEnd.countDown();
        assertThat(small.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(large.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void givesMemoryBackWhenTheWorkFails() {
        MemoryBudget budget = new MemoryBudget(10 * MIB);
        for (int i = 0; i < 3; i++) {
            try {
                budget.within(need("case", 10), () -> {
                    throw new IllegalStateException("broken");
                });
            } catch (IllegalStateException expected) {
                assertThat(expected).hasMessage("broken");
            }
        }
        assertThat(budget.within(need("case", 10), () -> true)).isTrue();
    }

    @Test
    void whatIsHeldIsReleasedByWhicheverThreadEndsTheWork() throws Exception {
        MemoryBudget budget = new MemoryBudget(10 * MIB);
        MemoryBudget.Held first = budget.hold(10 * MIB);
        CompletableFuture<MemoryBudget.Held> waiting = CompletableFuture.supplyAsync(() -> budget.hold(1000 * MIB));
        assertThat(waiting).isNotDone();

        CompletableFuture.runAsync(first::release).get(20, TimeUnit.SECONDS);

        waiting.get(20, TimeUnit.SECONDS).release();
        assertThat(budget.within(need("case", 10), () -> true)).isTrue();
    }

    private static MemoryEstimate need(String work, long mib) {
        return new MemoryEstimate(mib * MIB, work);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
