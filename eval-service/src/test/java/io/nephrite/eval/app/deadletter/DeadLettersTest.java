package io.nephrite.eval.app.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.eval.app.deadletter.DeadLetter.State;
import io.nephrite.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final DeadLetterId FIRST = new DeadLetterId("case-checked", 0);

    private final ManualClock clock = new ManualClock();
    private final InMemoryObjectStore results = new InMemoryObjectStore(clock);
    private final Broker broker = new Broker();
    private final DeadLetters letters = new DeadLetters(broker, new DeadLetterMarks(results, clock));

    @Test
    void listsTheNewestFirstWithWhatPeopleNeed() {
        broker.add("a", "{", 1000);
        broker.add("b\nERROR fake", null, 2000);
        List<DeadLetter> list = letters.list(Optional.empty(), 10, false);
        assertThat(list).extracting(DeadLetter::id).containsExactly("case-checked.1", "case-checked.0");
        assertThat(list.get(0).key()).contains("b�ERROR fake");
        assertThat(list.get(0).bytes()).isEmpty();
        assertThat(list.get(1).reason()).contains("not a CaseChecked");
        assertThat(list).allMatch(l -> l.state() == State.OPEN);
    }

    @Test
    void showsContentInBoundsAndWithoutWhatActsOnATerminal() {
        broker.add("a", "\u001b[31m" + "x".repeat(900_000), 1000);
        DeadLetter.Content content = letters.show(FIRST).orElseThrow();
        assertThat(content.isCut()).isTrue();
        assertThat(content.content().orElseThrow()).hasSize(16_384).startsWith("�[31mx");
        assertThat(content.headers()).containsEntry("dead-letter-reason", "not a CaseChecked");
    }

    @Test
    void replaysOnceHoweverOftenItIsAsked() {
        broker.add("a", "{}", 1000);
        assertThat(letters.replay(FIRST)).contains(State.REPLAYED);
        assertThat(letters.replay(FIRST)).contains(State.REPLAYED);
        // after a restart too: nothing is kept in memory
        assertThat(new DeadLetters(broker, new DeadLetterMarks(results, clock)).replay(FIRST))
                .contains(State.REPLAYED);
        assertThat(broker.published).containsExactly("case-checked a {}");
        assertThat(letters.list(Optional.empty(), 10, false)).isEmpty();
        assertThat(letters.list(Optional.empty(), 10, true)).hasSize(1);
        assertThat(letters.drop(FIRST)).contains(State.REPLAYED);
    }

    @Test
    void letsOneOfManyReplay() throws Exception {
        broker.add("a", "{}", 1000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Callable<Optional<State>>> calls = IntStream.range(0, 8)
                    .<Callable<Optional<State>>>mapToObj(i -> () -> {
                        start.await();
                        return letters.replay(FIRST);
                    })
                    .toList();
            List<Future<Optional<State>>> answers =
                    calls.stream().map(threads::submit).toList();
            start.countDown();
            for (Future<Optional<State>> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS).orElseThrow()).isIn(State.REPLAYING, State.REPLAYED);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(broker.published).hasSize(1);
    }

    @Test
    void canBeTriedAgainAfterAReplayThatFailedOrDied() {
        broker.add("a", "{}", 1000);
        broker.isAway = true;
        assertThatThrownBy(() -> letters.replay(FIRST)).isInstanceOf(PipelineException.class);
        assertThat(letters.list(Optional.empty(), 10, false))
                .extracting(DeadLetter::state)
                .containsExactly(State.OPEN);
        broker.isAway = false;

        new DeadLetterMarks(results, clock)
                .begin("case-checked", broker.find(FIRST).orElseThrow(), State.REPLAYING);
        assertThat(letters.replay(FIRST)).contains(State.REPLAYING);
        clock.advance(Duration.ofSeconds(61));
        assertThat(letters.replay(FIRST)).contains(State.REPLAYED);
        assertThat(broker.published).hasSize(1);
    }

    @Test
    void dropsForGood() {
        broker.add("a", "{}", 1000);
        assertThat(letters.drop(FIRST)).contains(State.DROPPED);
        assertThat(letters.drop(FIRST)).contains(State.DROPPED);
        assertThat(letters.replay(FIRST)).contains(State.DROPPED);
        assertThat(broker.published).isEmpty();
        assertThat(letters.list(Optional.empty(), 10, false)).isEmpty();
    }

    @Test
    void takesALetterOfABrokerThatWasSetUpAfreshForAnother() {
        broker.add("a", "{}", 1000);
        letters.drop(FIRST);
        broker.records.clear();
        broker.add("b", "{}", 2000);
        assertThat(letters.list(Optional.empty(), 10, false)).hasSize(1);
    }

    @Test
    void knowsNoLettersThatTheBrokerDoesNot() {
        assertThat(letters.show(FIRST)).isEmpty();
        assertThat(letters.replay(FIRST)).isEmpty();
        assertThat(letters.drop(FIRST)).isEmpty();
        for (String id : List.of("", "case-checked", "case-checked.x", "nothing.1", "../x.1", "case-checked.-1")) {
            assertThat(DeadLetterId.parse(id)).as(id).isEmpty();
        }
        assertThat(DeadLetterId.parse(FIRST.toString())).contains(FIRST);
    }

    /** The dead letters of topic {@code case-checked}. */
    private static final class Broker implements DeadLetterRecords {
        private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        private final List<String> published = new ArrayList<>();
        private boolean isAway;

        void add(String key, String value, long time) {
            RecordHeaders headers = new RecordHeaders();
            headers.add("dead-letter-reason", "not a CaseChecked".getBytes(UTF_8));
            records.add(new ConsumerRecord<>(
                    "case-checked.dlq",
                    0,
                    records.size(),
                    time,
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    key.getBytes(UTF_8),
                    value == null ? null : value.getBytes(UTF_8),
                    headers,
                    Optional.empty()));
        }

        @Override
        public List<ConsumerRecord<byte[], byte[]>> newest(String topic, int limit) {
            return topic.equals("case-checked") ? List.copyOf(records) : List.of();
        }

        @Override
        public Optional<ConsumerRecord<byte[], byte[]>> find(DeadLetterId id) {
            return records.stream().filter(r -> r.offset() == id.offset()).findFirst();
        }

        @Override
        public synchronized void publish(String topic, ConsumerRecord<byte[], byte[]> letter) {
            if (isAway) {
                throw new PipelineException(FailureCode.BROKER_UNAVAILABLE, "no broker");
            }
            published.add(topic + " " + new String(letter.key(), UTF_8) + " " + new String(letter.value(), UTF_8));
        }
    }
}
