package io.nephrite.runtime.trace;

import io.nephrite.core.json.ContentHash;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span as other processes know it: the value of {@code traceparent} of W3C Trace Context, level 1.
 *
 * @param traceId 32 hex digits, not all 0
 * @param spanId 16 hex digits, not all 0
 * @param sampled whether the span is sent to the collector, and so those below it
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {
    private static final String NO_TRACE = "0".repeat(32);
    private static final String NO_SPAN = "0".repeat(16);

    /** Later versions may say more after the flags; version ff is none. */
    private static final Pattern TEXT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /**
     * Reads the text of a header.
     *
     * @return empty where the text is none, or names no span
     */
    public static Optional<TraceParent> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()
                || parts.group(1).equals(NO_TRACE)
                || parts.group(2).equals(NO_SPAN)) {
            return Optional.empty();
        }
        boolean sampled = (Integer.parseInt(parts.group(3), 16) & 1) == 1;
        return Optional.of(new TraceParent(parts.group(1), parts.group(2), sampled));
    }

    /** The trace id of what the texts name, the same in every process and at every time. */
    static String traceIdOf(String... named) {
        return spanIdOf(before("trace", named)) + spanIdOf(before("trace, second half", named));
    }

    /** The span id of what the texts name. */
    static String spanIdOf(String... named) {
        return ContentHash.of(named);
    }

    private static String[] before(String first, String... others) {
        String[] all = new String[others.length + 1];
        all[0] = first;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }

    /** As a header says it. */
    public String text() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }
}
