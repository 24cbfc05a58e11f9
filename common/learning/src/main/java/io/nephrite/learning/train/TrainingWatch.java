package io.nephrite.learning.train;

import io.nephrite.core.pipeline.EpochReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Finds conditions of a running training that people should look at. Each is reported once in a training: the history
 * shows whether it was reported before, so a resumed training does not report it again.
 */
final class TrainingWatch {
    private static final int EPOCHS = 50;
    private static final double WAIT_SHARE = 0.1;
    private static final double WAIT_SECONDS = 1;

    private final TrainingTask task;
    private final TrainingObserver listener;

    /** What is wrong with a class over {@link #EPOCHS} epochs. */
    private enum ClassDefect {
        /** Never found where it was. */
        ZERO,
        /** Neither in the validation patches nor in what was predicted for them. */
        UNDEFINED
    }

    TrainingWatch(TrainingTask task, TrainingObserver listener) {
        this.task = task;
        this.listener = listener;
    }

    /** @param told warnings that were reported before this run */
    void begin(List<String> told) {
        List<List<Integer>> classes = task.targets().foreground();
        for (List<Integer> values : classes) {
            boolean present =
                    task.training().stream().anyMatch(c -> c.locations().count(values) > 0);
            String warning = "no training case of fold " + task.fold() + " contains "
                    + task.labels().nameOf(values)
                    + ": the network cannot learn it";
            if (!present && !told.contains(warning)) {
                listener.warning(warning);
            }
        }
    }

    /** @param history all epochs so far, the one to look at last */
    void epoch(List<EpochReport> history) {
        EpochReport report = history.get(history.size() - 1);
        if (waits(report) && history.stream().filter(TrainingWatch::waits).count() == 1) {
            listener.warning(String.format(
                    Locale.ROOT,
                    "epoch %d waited %.0f %% of its time for batches; raise training.loaderThreads",
                    report.epoch(),
                    100 * report.dataWaitShare()));
        }
        for (int k = 0; k < report.pseudoDice().size(); k++) {
            int index = k;
            Optional<ClassDefect> defect = defect(history, history.size(), k);
            if (defect.isPresent()
                    && IntStream.range(EPOCHS, history.size())
                            .noneMatch(end -> defect(history, end, index).equals(defect))) {
                String name = task.labels().nameOf(task.targets().foreground().get(k));
                String epochs = EPOCHS + " epochs, " + (report.epoch() - EPOCHS + 1) + " to " + report.epoch();
                listener.warning(
                        switch (defect.get()) {
                            case ZERO ->
                                "the pseudo Dice of " + name + " was 0 for " + epochs
                                        + "; look at its labels and at the learning rate";
                            case UNDEFINED ->
                                "the pseudo Dice of " + name + " was undefined for " + epochs
                                        + ": no validation patch showed it, and it was never predicted";
                        });
            }
        }
    }

    /** A pause of the machine is a large part of a short epoch, so only waits that cost much time are reported. */
    private static boolean waits(EpochReport report) {
        return report.dataWaitShare() > WAIT_SHARE && report.dataWaitShare() * report.seconds() > WAIT_SECONDS;
    }

    private static Optional<ClassDefect> defect(List<EpochReport> history, int end, int k) {
        if (end < EPOCHS) {
            return Optional.empty();
        }
        List<OptionalDouble> dice = history.subList(end - EPOCHS, end).stream()
                .map(r -> r.pseudoDice().get(k))
                .toList();
        if (dice.stream().noneMatch(OptionalDouble::isPresent)) {
            return Optional.of(ClassDefect.UNDEFINED);
        }
        return dice.stream().allMatch(d -> d.orElse(0) == 0) ? Optional.of(ClassDefect.ZERO) : Optional.empty();
    }
}
