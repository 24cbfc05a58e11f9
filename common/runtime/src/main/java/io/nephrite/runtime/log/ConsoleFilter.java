package io.nephrite.runtime.log;

import io.nephrite.core.failure.PipelineException;
import io.nephrite.runtime.health.ProcessEnd;
import io.quarkus.logging.LoggingFilter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * Lets the Kafka client, its connector and the sender of traces complain once a minute and logger. Every connection of every channel tries
 * again several times a second while the broker is away, and says so each time;
 * {@link io.nephrite.runtime.health.Outages} says once what that means. Errors and all other loggers
 * pass, but for what the end of the process explains; one error that only our settings explain is explained. What is filled into a message stays in its line,
 * whatever it is: it may come from outside, and must not look like a line of ours.
 */
@LoggingFilter(name = "nephrite")
public final class ConsoleFilter implements Filter {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /** Said for each channel at each start; the setting that it warns of is on purpose. */
    private static final String NO_CHECK_OF_AGE = "SRMSG18235";

    /** What the Kafka client says where another process has joined a group under this one's name: in several ways. */
    private static final Pattern NAME_TAKEN =
            Pattern.compile("group[. ]instance[. ]id.*fenced|fenced.*group[. ]instance[. ]id");

    /** A collector that is away is no reason for stack traces: it loses spans, and nothing else. */
    private static final String TRACES = "io.opentelemetry.";

    private static final String NAME_TAKEN_MEANS = ". Another process of this service has the same NEPHRITE_MEMBER, and"
            + " each takes the other's partitions away. Give every process a name of its own, or none";

    /** Control characters other than tabulators, and what ends a line elsewhere. */
    private static final Pattern LINE_ENDS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}&&[^\t]]");

    /** The code that the connector logs for each dead letter. StepRunner has already logged it with its reason. */
    private static final String LISTENER_FAILED = "SRMSG00200";

    /** Loggers of what calls our listeners, timers and resources. */
    private static final List<String> CALLERS =
            List.of("io.smallrye.reactive.messaging.", "io.quarkus.scheduler.", "io.vertx.ext.web.RoutingContext");

    private final Clock clock;
    private final Map<String, Instant> lastPassed = new ConcurrentHashMap<>();

    public ConsoleFilter() {
        this(Clock.systemUTC());
    }

    ConsoleFilter(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        keepInItsLine(record.getParameters());
        String logger = String.valueOf(record.getLoggerName());
        boolean isNameTaken = logger.startsWith("org.apache.kafka.clients.")
                && NAME_TAKEN.matcher(String.valueOf(record.getMessage())).find();
        if (isNameTaken) {
            record.setMessage(record.getMessage() + NAME_TAKEN_MEANS);
        }
        boolean isOfTraces = logger.startsWith(TRACES);
        if (isOfTraces) {
            record.setThrown(null);
        }
        boolean mayRepeat = isOfTraces
                || logger.startsWith("org.apache.kafka.")
                || logger.startsWith("io.smallrye.reactive.messaging");
        if (record.getThrown() != null && isExplained(record, logger)) {
            return false;
        }
        if (!mayRepeat || (!isNameTaken && !isOfTraces && record.getLevel().intValue() > Level.WARNING.intValue())) {
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

    /** Whether it is said elsewhere, or follows from the end of the process alone: records and timers come once more then. */
    private static boolean isExplained(LogRecord record, String logger) {
        boolean isOfAListener = String.valueOf(record.getMessage()).startsWith(LISTENER_FAILED);
        return (isOfAListener && record.getThrown() instanceof PipelineException)
                || (ProcessEnd.hasBegun() && CALLERS.stream().anyMatch(logger::startsWith));
    }

    private static void keepInItsLine(Object[] parameters) {
        for (int i = 0; parameters != null && i < parameters.length; i++) {
            if (parameters[i] instanceof CharSequence text) {
                parameters[i] = LINE_ENDS.matcher(text).replaceAll("\uFFFD");
            }
        }
    }
}
