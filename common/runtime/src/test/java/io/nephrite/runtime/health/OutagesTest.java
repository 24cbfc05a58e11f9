package io.nephrite.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.failure.StoppedException;
import io.nephrite.testkit.ManualClock;
import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class OutagesTest {
    private final ManualClock clock = new ManualClock();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final Random random = new Random(7);
    private final Outages outages = new Outages(
            clock,
            (woken, duration) -> {
                pauses.add(duration);
                clock.advance(duration);
            },
            line -> lines.add("WARN " + line),
            line -> lines.add("INFO " + line),
            () -> random);

    @Test
    void waitsLongerAndLongerButNeverLongerThanAMinute() {
        failing(40);
        assertThat(pauses).hasSize(40).allMatch(p -> p.compareTo(Duration.ofMinutes(1)) <= 0);
        assertThat(pauses.get(0)).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
        assertThat(pauses.get(3)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(pauses.subList(10, 40)).allMatch(p -> p.compareTo(Duration.ofSeconds(30)) >= 0);
        assertThat(pauses.subList(10, 40)).as("random").doesNotHaveDuplicates();
    }

    @Test
    void beginsWithShortPausesAgainWhenTheWorkHadGoneOnForAWhile() {
        AtomicInteger attempts = new AtomicInteger();
        outages.untilDone("training", () -> {
            clock.advance(Duration.ofMinutes(2));
            if (attempts.incrementAndGet() < 10) {
                throw away();
            }
        });
        assertThat(pauses).hasSize(9).allMatch(p -> p.compareTo(Duration.ofMillis(250)) <= 0);
    }

    @Test
    void saysSoOnceAMinuteAndWhenItIsOver() {
        failing(20);
        long minutes = pauses.stream().reduce(Duration.ZERO, Duration::plus).toMinutes();
        assertThat(lines).filteredOn(l -> l.startsWith("WARN")).hasSizeBetween(2, (int) minutes + 1);
        assertThat(lines).last().asString().startsWith("INFO").contains("continues after");
    }

    @Test
    void isNotReadyMeanwhileAndSaysWhy() {
        OutageReadiness readiness = new OutageReadiness(outages);
        AtomicInteger attempts = new AtomicInteger();
        outages.untilDone("PreprocessCase of case_1", () -> {
            if (attempts.incrementAndGet() == 1) {
                throw away();
            }
            HealthCheckResponse response = readiness.call();
            assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
            assertThat(response.getData().orElseThrow().get("PreprocessCase of case_1"))
                    .asString()
                    .contains("STORE_UNAVAILABLE", "connection refused");
        });
        assertThat(readiness.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void passesOnWhatDoesNotComeBackByItself() {
        assertThatThrownBy(() -> outages.untilDone("work", () -> {
                    throw new PipelineException(FailureCode.INVALID_CASE, "NaN");
                }))
                .hasMessage("NaN");
        assertThat(pauses).isEmpty();
        assertThat(outages.awaited()).isEmpty();
    }

    @Test
    void wakesTheOthersWhenOneGetsThroughAndAllWhenTheProcessEnds() throws Exception {
        Outages real = new Outages(clock, (woken, duration) -> woken.await(), lines::add, lines::add, () -> random);
        CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> failOnce(real, "slow"));
        awaitWaiting(real, 1);
        AtomicInteger attempts = new AtomicInteger();
        Outages.Wait quick = real.begin("quick");
        quick.failed(away());
        quick.succeeded();
        slow.get(20, TimeUnit.SECONDS);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> real.untilDone("stopped", () -> {
            attempts.incrementAndGet();
            throw away();
        }));
        awaitWaiting(real, 1);
        real.onStop(new ShutdownEvent());
        assertThatThrownBy(() -> stopped.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(StoppedException.class);
    }

    private static void failOnce(Outages outages, String what) {
        AtomicInteger attempts = new AtomicInteger();
        outages.untilDone(what, () -> {
            if (attempts.incrementAndGet() == 1) {
                throw away();
            }
        });
    }

    private static void awaitWaiting(Outages outages, int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (outages.awaited().size() != count) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private void failing(int times) {
        AtomicInteger attempts = new AtomicInteger();
        outages.untilDone("work", () -> {
            if (attempts.incrementAndGet() <= times) {
                throw away();
            }
        });
    }

    private static PipelineException away() {
        return new PipelineException(FailureCode.STORE_UNAVAILABLE, "connection refused");
    }
}
