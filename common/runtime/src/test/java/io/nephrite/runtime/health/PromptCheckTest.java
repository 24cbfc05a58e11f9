package io.nephrite.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class PromptCheckTest {
    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch back = new CountDownLatch(1);

    @Test
    void answersSoonWhereWhatItLooksAtDoesNot() {
        try (PromptCheck check = new PromptCheck("store", this::lookThatWaits)) {
            long begun = System.nanoTime();
            HealthCheckResponse response = check.call();

            assertThat(response.getStatus()).isEqualTo(Status.DOWN);
            assertThat(response.getData()).isPresent();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void beginsNoSecondLookWhileOneIsUnderWay() {
        try (PromptCheck check = new PromptCheck("store", this::lookThatWaits)) {
            check.call();
            check.call();
            assertThat(looks).hasValue(1);

            back.countDown();

            assertThat(check.call().getStatus()).isEqualTo(Status.UP);
        }
    }

    @Test
    void answersTheNextCallWithWhatASlowLookHasFound() {
        try (PromptCheck check = new PromptCheck("store", this::lookThatWaits)) {
            assertThat(check.call().getStatus()).isEqualTo(Status.DOWN);
            back.countDown();

            assertThat(check.call().getStatus()).isEqualTo(Status.UP);
            assertThat(looks).as("the same look").hasValue(1);

            check.call();
            assertThat(looks).as("a new one").hasValue(2);
        }
    }

    @Test
    void saysWhatALookFailedBy() {
        try (PromptCheck check = new PromptCheck("store", () -> {
            throw new IllegalStateException("a bug");
        })) {
            HealthCheckResponse response = check.call();

            assertThat(response.getStatus()).isEqualTo(Status.DOWN);
            assertThat(response.getData().orElseThrow().toString()).contains("a bug");
        }
    }

    private HealthCheckResponse lookThatWaits() {
        looks.incrementAndGet();
        try {
            back.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HealthCheckResponse.down("store");
        }
        return HealthCheckResponse.up("store");
    }
}
