package io.nephrite.learning.train;

import java.util.List;

/** Notices what people should look at while a training runs. */
final class TrainingWatch {
    private static final int ZERO_EPOCHS = 50;
    private static final double WAIT_SHARE = 0.1;

    private final TrainingTask task;
    private final TrainingListener listener;
    private boolean waitWarned;

    TrainingWatch(TrainingTask task, TrainingListener listener) {
        this.task = task;
        this.listener = listener;
    }

    void begin() {
        List<List<Integer>> classes = task.targets().foreground();
        for (List<Integer> values : classes) {
            boolean present = task.training().stream()
                    .anyMatch(c -> values.stream().anyMatch(v -> c.locations().count(v) > 0));
            if (!present) {
                listener.warning("no training case of fold " + task.fold() + " contains " + name(values)
                        + ": the network cannot learn it");
            }
        }
    }

    void epoch(EpochReport report, List<EpochReport> history) {
        if (report.dataWaitShare() > WAIT_SHARE && !waitWarned && report.epoch() > 0) {
            waitWarned = true;
            listener.warning("epoch %d waited %.0f %% of its time for batches; raise training.loaderThreads"
                    .formatted(report.epoch(), 100 * report.dataWaitShare()));
        }
        if (history.size() < ZERO_EPOCHS || history.size() % ZERO_EPOCHS != 0) {
            return;
        }
        List<EpochReport> last = history.subList(history.size() - ZERO_EPOCHS, history.size());
        for (int k = 0; k < report.pseudoDice().size(); k++) {
            int index = k;
            if (last.stream().allMatch(r -> r.pseudoDice().get(index).orElse(0) == 0)) {
                listener.warning(
                        "the pseudo Dice of " + name(task.targets().foreground().get(k)) + " was 0 for the last "
                                + ZERO_EPOCHS + " epochs; look at its labels and at the learning rate");
            }
        }
    }

    private String name(List<Integer> values) {
        return values.size() == 1
                ? task.labels().nameOf(values.get(0))
                : task.labels().labels().stream()
                        .filter(l -> l.values().equals(values))
                        .findFirst()
                        .map(l -> l.name())
                        .orElse(values.toString());
    }
}
