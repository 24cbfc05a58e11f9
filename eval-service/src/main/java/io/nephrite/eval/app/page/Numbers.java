package io.nephrite.eval.app.page;

import io.nephrite.eval.report.Figures;
import io.nephrite.imaging.metric.MeanInterval;
import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** How a page writes numbers and times. */
@TemplateExtension(namespace = "number")
final class Numbers {
    private static final String NONE = "–";
    private static final int LONGEST = 300;

    private Numbers() {}

    /** A Dice with three digits, or a dash if there is no value. */
    static String dice(OptionalDouble dice) {
        return dice.isPresent() ? String.format(Locale.ROOT, "%.3f", dice.getAsDouble()) : NONE;
    }

    /** A share with four digits, as in reports, or a dash if there is no value. */
    static String share(OptionalDouble value) {
        return Figures.share(value);
    }

    static String interval(Optional<MeanInterval> interval) {
        return interval.map(i ->
                        Figures.share(OptionalDouble.of(i.low())) + " to " + Figures.share(OptionalDouble.of(i.high())))
                .orElse(NONE);
    }

    /** What strangers wrote, so much of it that a table stays readable. */
    static String clipped(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    static String decimal(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.4g", value.getAsDouble()) : NONE;
    }

    /** A point in time, to the second. */
    static String time(Instant time) {
        return Moment.of(time);
    }

    /** Units a minute, or an hour where they are few: {@code 12 a minute}. */
    static String pace(OptionalDouble perMinute) {
        if (perMinute.isEmpty()) {
            return NONE;
        }
        double rate = perMinute.getAsDouble();
        return rate >= 1
                ? String.format(Locale.ROOT, rate < 10 ? "%.1f a minute" : "%.0f a minute", rate)
                : String.format(Locale.ROOT, "%.1f an hour", rate * 60);
    }

    /** Such as {@code 1 h 05 min}. */
    static String duration(OptionalDouble seconds) {
        if (seconds.isEmpty()) {
            return NONE;
        }
        Duration time = Duration.ofSeconds(Math.round(seconds.getAsDouble()));
        if (time.toHours() > 0) {
            return time.toHours() + " h " + String.format(Locale.ROOT, "%02d min", time.toMinutesPart());
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
