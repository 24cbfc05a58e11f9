package io.nephrite.eval.app.deadletter;

import io.nephrite.core.event.Topic;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which dead letter: the topic that its record came from, and its place among the dead letters of that topic.
 *
 * @param topic such as {@code case-checked}, without {@code .dlq}
 */
record DeadLetterId(String topic, long offset) {
    private static final Pattern TEXT = Pattern.compile("([a-z-]{1,100})\\.(\\d{1,18})");

    /** The inverse of {@link #toString}; empty where the text is none, or names no topic of this system. */
    static Optional<DeadLetterId> parse(String text) {
        Matcher m = TEXT.matcher(text);
        return m.matches() && Topic.deadLetterTopics().containsKey(m.group(1))
                ? Optional.of(new DeadLetterId(m.group(1), Long.parseLong(m.group(2))))
                : Optional.empty();
    }

    /** As {@code case-checked.12}. */
    @Override
    public String toString() {
        return topic + "." + offset;
    }
}
