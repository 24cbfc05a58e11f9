package io.nephrite.learning.train;

import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.pipeline.TrainingDevice;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.learning.sample.TrainingCase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Writes training_log.txt, debug.json and progress.png into the fold's folder after every epoch. */
public final class TrainingJournal implements TrainingObserver {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ObjectStore store;
    private final FoldFolder folder;
    private final TrainingTask task;
    private final List<String> warnings = new ArrayList<>();
    private Optional<TrainingDevice> device = Optional.empty();
    private boolean pictures = true;

    /**
     * Makes the journal of one fold.
     *
     * @param prefix folder of the fold; ends in a slash
     */
    public TrainingJournal(ObjectStore store, String prefix, TrainingTask task) {
        this.store = store;
        this.folder = new FoldFolder(prefix);
        this.task = task;
    }

    @Override
    public void warning(String message) {
        warnings.add(message);
    }

    @Override
    public void computesOn(TrainingDevice used) {
        device = Optional.of(used);
    }

    @Override
    public void resumed(List<String> earlier) {
        warnings.addAll(0, earlier);
    }

    @Override
    public void epochCompleted(EpochReport report, List<EpochReport> history) {
        Optional<byte[]> picture = picture(history);
        store.put(folder.log(), log(history).getBytes(StandardCharsets.UTF_8));
        store.put(folder.journal(), Json.pretty(journal(history)));
        picture.ifPresent(png -> store.put(folder.picture(), png));
    }

    /** Empty where it cannot be drawn, as on a machine without fonts: no reason to fail a training. */
    private Optional<byte[]> picture(List<EpochReport> history) {
        if (!pictures) {
            return Optional.empty();
        }
        try {
            return Optional.of(ProgressPlot.png(classNames(), history));
        } catch (RuntimeException | LinkageError | InternalError e) {
            pictures = false;
            warnings.add("no progress.png from epoch " + (history.size() - 1) + " on: it cannot be drawn (" + e
                    + "); it needs fonts on this machine");
            return Optional.empty();
        }
    }

    private List<String> classNames() {
        return task.targets().foreground().stream().map(task.labels()::nameOf).toList();
    }

    private String log(List<EpochReport> history) {
        StringBuilder text = new StringBuilder();
        text.append("configuration ")
                .append(task.configuration().name())
                .append(", fold ")
                .append(task.fold())
                .append(", seed ")
                .append(task.seed())
                .append(": ")
                .append(task.training().size())
                .append(" training cases, ")
                .append(task.validation().size())
                .append(" validation cases, ")
                .append(task.network().parameterCount())
                .append(" parameters\nclasses: ")
                .append(String.join(", ", classNames()))
                .append('\n');
        device.ifPresent(used -> text.append("computed on ").append(used).append('\n'));
        text.append('\n');
        for (EpochReport r : history) {
            String time = TIME.format(r.started());
            line(text, time, "Epoch " + r.epoch());
            line(text, time, "Current learning rate: " + number(r.learningRate(), 5));
            line(text, time, "train_loss " + number(r.trainLoss(), 4));
            line(text, time, "val_loss " + number(r.validationLoss(), 4));
            line(text, time, "Pseudo dice " + dice(r.pseudoDice()));
            line(text, time, "Dice per image " + dice(r.perImageDice()));
            line(
                    text,
                    time,
                    "Epoch time: %s s, %s it/s, waiting for batches %s %%"
                            .formatted(
                                    number(r.seconds(), 2),
                                    number(r.iterationsPerSecond(), 2),
                                    number(100 * r.dataWaitShare(), 1)));
            if (r.improved()) {
                line(text, time, "Yayy! New best EMA pseudo Dice: " + number(r.emaPseudoDice(), 4));
            }
            text.append('\n');
        }
        warnings.forEach(w -> text.append("WARNING ").append(w).append('\n'));
        return text.toString();
    }

    private static void line(StringBuilder text, String time, String line) {
        text.append(time).append(": ").append(line).append('\n');
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static String dice(List<OptionalDouble> values) {
        return values.stream()
                .map(v -> v.isPresent() ? number(v.getAsDouble(), 4) : "-")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private FoldJournal journal(List<EpochReport> history) {
        return new FoldJournal(
                task.configuration().name(),
                task.configuration().toJson(),
                task.fold(),
                task.seed(),
                Json.mapper().valueToTree(task.settings()),
                classNames(),
                task.network().parameterCount(),
                task.training().stream().map(TrainingCase::caseId).toList(),
                task.validation().stream().map(TrainingCase::caseId).toList(),
                warnings,
                history,
                task.trainingCasesHash(),
                device);
    }
}
