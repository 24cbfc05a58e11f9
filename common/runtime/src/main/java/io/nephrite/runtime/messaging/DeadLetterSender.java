package io.nephrite.runtime.messaging;

import io.nephrite.core.failure.StoppedException;
import io.nephrite.runtime.health.ProcessEnd;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;

/**
 * What happens to a record whose work failed: it goes to the channel's dead-letter topic, however long the broker is
 * away. A record whose work was only interrupted by the end of this process is left alone: it comes again after the
 * next start.
 */
final class DeadLetterSender implements KafkaFailureHandler {
    /** Value of {@code failure-strategy} in the properties of a channel. */
    static final String STRATEGY = "nephrite";

    private static final Logger LOG = Logger.getLogger(DeadLetterSender.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final KafkaFailureHandler queue;

    DeadLetterSender(KafkaFailureHandler queue) {
        this.queue = queue;
    }

    @Override
    public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record, Throwable reason, Metadata metadata) {
        if (reason instanceof StoppedException || ProcessEnd.hasBegun()) {
            LOG.debugf("%s", reason);
            return Uni.createFrom().nothing();
        }
        return Uni.createFrom()
                .deferred(() -> queue.handle(record, reason, metadata))
                .onFailure(RecordTooLargeException.class)
                .recoverWithUni(tooLarge -> {
                    LOG.errorf(
                            reason,
                            "record %d of partition %d of %s is too large for the dead letters and is passed over",
                            record.getOffset(),
                            record.getPartition(),
                            record.getTopic());
                    return Uni.createFrom().voidItem();
                })
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }

    @Override
    public void terminate() {
        queue.terminate();
    }

    /** Makes one for each channel that names the strategy. */
    @ApplicationScoped
    @Identifier(STRATEGY)
    static class Factory implements KafkaFailureHandler.Factory {
        private final KafkaFailureHandler.Factory queues;

        Factory(@Identifier(Strategy.DEAD_LETTER_QUEUE) KafkaFailureHandler.Factory queues) {
            this.queues = queues;
        }

        @Override
        public KafkaFailureHandler create(
                KafkaConnectorIncomingConfiguration channel,
                Vertx vertx,
                KafkaConsumer<?, ?> consumer,
                BiConsumer<Throwable, Boolean> failed) {
            return new DeadLetterSender(queues.create(channel, vertx, consumer, failed));
        }
    }
}
