package io.nephrite.local.command;

import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.core.pipeline.FoldState;
import io.nephrite.core.pipeline.StatusStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A dataset's status in lines for people: one per stage that has begun, one per fold that has begun. */
final class StatusLines {
    private static final int SHOWN_FILES = 5;

    private StatusLines() {}

    static List<String> of(DatasetStatus status) {
        List<String> lines = new ArrayList<>();
        if (!status.awaited().isEmpty()) {
            lines.add("awaited: "
                    + status.awaited().stream().limit(SHOWN_FILES).collect(Collectors.joining(", "))
                    + (status.awaited().size() > SHOWN_FILES ? ", …" : ""));
        }
        for (StageProgress stage : status.stages()) {
            if (stage.total() > 0 && stage.name() != StatusStage.REPORT) {
                lines.add(stage.name().lowerCase() + " " + stage.done() + "/" + stage.total());
            }
        }
        boolean several = status.folds().stream()
                        .map(FoldProgress::configuration)
                        .distinct()
                        .count()
                > 1;
        for (FoldProgress fold : status.folds()) {
            if (fold.state() != FoldState.WAITING) {
                lines.add((several ? fold.configuration() + " " : "") + line(fold));
            }
        }
        return lines;
    }

    private static String line(FoldProgress fold) {
        StringBuilder line = new StringBuilder("fold ").append(fold.fold());
        line.append(" epoch ").append(fold.epoch()).append('/').append(fold.epochs());
        fold.loss().ifPresent(v -> line.append(" loss ").append(number(v, 2)));
        if (!fold.pseudoDice().isEmpty()) {
            line.append(" pseudo Dice ")
                    .append(fold.pseudoDice().stream().map(StatusLines::dice).collect(Collectors.joining("/")));
        }
        switch (fold.state()) {
            case TRAINING -> {
                fold.iterationsPerSecond()
                        .ifPresent(v -> line.append(' ').append(number(v, 1)).append(" it/s"));
                fold.etaSeconds().ifPresent(v -> line.append(" eta ").append(duration(v)));
            }
            case PREDICTING ->
                line.append(" predicted ").append(fold.predicted()).append('/').append(fold.validationCases());
            default -> line.append(' ').append(fold.state().lowerCase());
        }
        return line.toString();
    }

    static String dice(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble(), 2) : "-";
    }

    /** With a proper minus sign, as in a printed table. */
    static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value).replace('-', '\u2212');
    }

    /** Such as {@code 1:40} or {@code 2:03:15}. */
    static String duration(double seconds) {
        long s = Math.max(0, Math.round(seconds));
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }
}
