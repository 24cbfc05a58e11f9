package io.nephrite.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.failure.StoppedException;
import io.nephrite.runtime.health.ProcessEnd;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadLetterSenderTest {
    private final AtomicInteger writes = new AtomicInteger();

    @AfterEach
    void goOn() {
        new ProcessEnd().onStart(new StartupEvent());
    }

    @Test
    void leavesARecordAloneWhoseWorkWasInterruptedByTheEndOfTheProcess() {
        requireLeftAlone(new StoppedException("the work"));
    }

    @Test
    void leavesARecordAloneThatReachesItsListenerAfterTheEndHasBegun() {
        new ProcessEnd().onStop(new ShutdownEvent());
        requireLeftAlone(new IllegalStateException("no container is running"));
    }

    private void requireLeftAlone(RuntimeException reason) {
        AtomicBoolean ended = new AtomicBoolean();
        new DeadLetterSender(failing(0))
                .handle(null, reason, Metadata.empty())
                .subscribe()
                .with(done -> ended.set(true), failure -> ended.set(true));
        assertThat(writes).hasValue(0);
        assertThat(ended).as("acknowledged, or failed").isFalse();
    }

    @Test
    void triesAgainUntilTheBrokerTakesTheDeadLetter() {
        new DeadLetterSender(failing(1))
                .handle(null, new IllegalStateException("poison"), Metadata.empty())
                .await()
                .atMost(Duration.ofSeconds(30));
        assertThat(writes).hasValue(2);
    }

    private KafkaFailureHandler failing(int times) {
        return new KafkaFailureHandler() {
            @Override
            public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record, Throwable reason, Metadata metadata) {
                return writes.incrementAndGet() <= times
                        ? Uni.createFrom().failure(new TimeoutException("no broker"))
                        : Uni.createFrom().voidItem();
            }
        };
    }
}
