package io.nephrite.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.testkit.ManualClock;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ConsoleFilterTest {
    private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";

    private final ManualClock clock = new ManualClock();
    private final ConsoleFilter filter = new ConsoleFilter(clock);

    @Test
    void letsAClientComplainOnceAMinute() {
        int passed = 0;
        for (int i = 0; i < 1800; i++) {
            passed += passes(CLIENT, Level.WARNING, "Connection to node -1 could not be established") ? 1 : 0;
            clock.advance(Duration.ofMillis(100));
        }
        assertThat(passed).isEqualTo(3);
    }

    /** As the sender of spans logs it: with the whole of the exception. */
    @Test
    void saysOnceAMinuteAndWithoutAStackTraceThatACollectorIsAway() {
        LogRecord first = new LogRecord(Level.SEVERE, "Failed to export spans");
        first.setLoggerName("io.opentelemetry.exporter.internal.http.HttpExporter");
        first.setThrown(new java.net.ConnectException("connection refused"));

        assertThat(filter.isLoggable(first)).isTrue();
        assertThat(first.getThrown()).isNull();
        assertThat(passes(first.getLoggerName(), Level.SEVERE, "Failed to export spans"))
                .isFalse();
        clock.advance(Duration.ofMinutes(2));
        assertThat(passes(first.getLoggerName(), Level.SEVERE, "Failed to export spans"))
                .isTrue();
    }

    @Test
    void letsErrorsAndOurOwnLinesPass() {
        for (int i = 0; i < 10; i++) {
            assertThat(passes(CLIENT, Level.SEVERE, "fenced")).isTrue();
            assertThat(passes("io.nephrite.runtime.health.Outages", Level.WARNING, "away"))
                    .isTrue();
        }
    }

    @Test
    void explainsOnceAMinuteThatANameInAGroupIsUsedTwice() {
        LogRecord record =
                new LogRecord(Level.SEVERE, "Caught fenced group.instance.id Optional[one.case-checked] error");
        record.setLoggerName(CLIENT);
        assertThat(filter.isLoggable(record)).isTrue();
        assertThat(record.getMessage()).contains("the same NEPHRITE_MEMBER").contains("one.case-checked");
        assertThat(passes(CLIENT, Level.SEVERE, "Caught fenced group.instance.id"))
                .isFalse();
    }

    @Test
    void explainsItInWhateverWordsTheKafkaClientNoticesIt() {
        for (String words : new String[] {
            "JoinGroup failed: The group instance id one.case-checked has been fenced by another instance.",
            "SyncGroup failed: The group instance id one.case-checked has been fenced by another instance.",
            "OffsetCommit failed with member id due to group instance id one.case-checked fenced",
            "Get fenced exception for group.instance.id one.case-checked"
        }) {
            LogRecord record = new LogRecord(Level.SEVERE, words);
            record.setLoggerName(CLIENT);
            new ConsoleFilter(clock).isLoggable(record);
            assertThat(record.getMessage()).contains("the same NEPHRITE_MEMBER");
        }
    }

    @Test
    void dropsTheWarningOfASettingThatIsOnPurpose() {
        assertThat(passes("io.smallrye.reactive.messaging.kafka", Level.WARNING, "SRMSG18235: Will not health check"))
                .isFalse();
    }

    @Test
    void tellsADeadLetterOnceAndNotAgainWithTheConnectorsStackTrace() {
        LogRecord record = new LogRecord(Level.SEVERE, "SRMSG00200: The method has thrown an exception");
        record.setLoggerName("io.smallrye.reactive.messaging.provider");
        record.setThrown(new PipelineException(FailureCode.MALFORMED_EVENT, "not a CaseChecked"));
        assertThat(filter.isLoggable(record)).isFalse();
        record.setThrown(new IllegalStateException("not ours"));
        assertThat(filter.isLoggable(record)).isTrue();
    }

    @Test
    void keepsWhatComesFromOutsideInItsLine() {
        LogRecord record = new LogRecord(Level.WARNING, "%s failed: %s");
        record.setLoggerName("io.nephrite.runtime.messaging.StepRunner");
        record.setParameters(new Object[] {"a\nERROR fake", 7});
        assertThat(filter.isLoggable(record)).isTrue();
        assertThat(record.getParameters()).containsExactly("a\uFFFDERROR fake", 7);
    }

    private boolean passes(String logger, Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName(logger);
        return filter.isLoggable(record);
    }
}
