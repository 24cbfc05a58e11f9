package io.nephrite.runtime.log;

import io.quarkus.logging.LoggingFilter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Lets the Kafka client and its connector complain once a minute and logger. Every connection of every channel tries again
 * several times a second while the broker is away, and says so each time; {@link io.nephrite.runtime.health.Outages} says
 * once what that means. Errors and all other loggers pass.
 */
@LoggingFilter(name = "quiet")
public final class QuietLog implements Filter {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /** Said for each channel at each start; the setting that it warns of is on purpose. */
    private static final String NO_CHECK_OF_AGE = "SRMSG18235";

    private final Clock clock;
    private final Map<String, Instant> lastPassed = new ConcurrentHashMap<>();

    public QuietLog() {
        this(Clock.systemUTC());
    }

    QuietLog(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        String logger = String.valueOf(record.getLoggerName());
        boolean mayRepeat =
                logger.startsWith("org.apache.kafka.") || logger.startsWith("io.smallrye.reactive.messaging");
        if (!mayRepeat || record.getLevel().intValue() > Level.WARNING.intValue()) {
            return true;
        }
        if (String.valueOf(record.getMessage()).startsWith(NO_CHECK_OF_AGE)) {
            return false;
        }
        Instant now = clock.instant();
        Instant last = lastPassed.get(logger);
        if (last != null && Duration.between(last, now).compareTo(INTERVAL) < 0) {
            return false;
        }
        lastPassed.put(logger, now);
        return true;
    }
}
