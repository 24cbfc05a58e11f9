package io.nephrite.eval.report;

import io.nephrite.imaging.metric.CaseStatistics;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** How a report writes numbers. */
public final class Figures {
    static final String NONE = "–";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private Figures() {}

    /** Dice and other shares with four digits, or a dash if there is no value. */
    public static String share(OptionalDouble value) {
        return decimals(value, 4);
    }

    static String share(double value) {
        return share(OptionalDouble.of(value));
    }

    static String millimetres(OptionalDouble value) {
        return decimals(value, 2);
    }

    static String interval(CaseStatistics statistics) {
        return statistics
                .interval()
                .map(i -> share(i.low()) + " to " + share(i.high()))
                .orElse(NONE);
    }

    /** Millilitres; small volumes keep three digits. */
    static String millilitres(double value) {
        return value >= 100 ? decimals(OptionalDouble.of(value), 0) : significant(value);
    }

    /** At most three significant digits, without trailing zeros. */
    static String significant(double value) {
        if (value == 0) {
            return "0";
        }
        String text = new BigDecimal(value)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
        return text;
    }

    /** To six significant digits, for those who draw it. */
    static double rounded(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(new MathContext(6)).doubleValue()
                : value;
    }

    static String decimals(OptionalDouble value, int digits) {
        return value.isPresent() && Double.isFinite(value.getAsDouble())
                ? String.format(Locale.ROOT, "%." + digits + "f", value.getAsDouble())
                : NONE;
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    static String time(Optional<Instant> time) {
        return time.map(Figures::time).orElse(NONE);
    }

    /** Such as {@code 1 h 05 min}, {@code 3 min 20 s} or {@code 12 s}. */
    static String duration(double seconds) {
        long s = Math.round(seconds);
        if (s >= 3600) {
            return s / 3600 + " h " + String.format(Locale.ROOT, "%02d min", s / 60 % 60);
        }
        return s >= 60 ? s / 60 + " min " + s % 60 + " s" : s + " s";
    }

    /** Such as {@code 1 case} or {@code 3 cases}. */
    static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
