package io.nephrite.trainer.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.nephrite.core.event.EpochCompleted;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/** What is to be seen of a training while it runs: a log line and gauges for each epoch. One training runs at a time. */
@ApplicationScoped
class EpochMetrics {
    private static final Logger LOG = Logger.getLogger(EpochMetrics.class);

    private final Map<MultiGauge, ToDoubleFunction<EpochCompleted>> gauges = new LinkedHashMap<>();

    EpochMetrics(MeterRegistry meters) {
        add(
                meters,
                MultiGauge.builder("nephrite.training.epoch").description("Number of the last epoch, from 0"),
                EpochCompleted::epoch);
        add(
                meters,
                MultiGauge.builder("nephrite.training.epochs").description("Epochs that the training has"),
                EpochCompleted::epochs);
        add(
                meters,
                MultiGauge.builder("nephrite.training.loss").description("Training loss of the last epoch"),
                EpochCompleted::trainLoss);
        add(
                meters,
                MultiGauge.builder("nephrite.training.validation.loss")
                        .description("Validation loss of the last epoch"),
                EpochCompleted::validationLoss);
        add(
                meters,
                MultiGauge.builder("nephrite.training.pseudo.dice")
                        .description("Mean pooled Dice of the validation patches of the last epoch, 0 to 1"),
                EpochMetrics::pseudoDice);
        add(
                meters,
                MultiGauge.builder("nephrite.training.step.time")
                        .description("Mean time of a step in the last epoch")
                        .baseUnit("seconds"),
                EpochMetrics::stepSeconds);
        add(
                meters,
                MultiGauge.builder("nephrite.training.data.wait")
                        .description("Part of the last epoch in which the step waited for batches, 0 to 1"),
                EpochCompleted::dataWaitShare);
        add(
                meters,
                MultiGauge.builder("nephrite.training.device.memory")
                        .description("Memory of the GPU in use, 0 on the CPU")
                        .baseUnit("bytes"),
                epoch -> epoch.deviceMemoryBytes().orElse(0));
    }

    private void add(MeterRegistry meters, MultiGauge.Builder gauge, ToDoubleFunction<EpochCompleted> value) {
        gauges.put(gauge.register(meters), value);
    }

    void completed(EpochCompleted epoch) {
        Tags fold = Tags.of("dataset", epoch.dataset(), "configuration", epoch.configuration(), "fold", epoch.fold());
        // the rows of the training before are removed
        gauges.forEach((gauge, value) -> gauge.register(List.of(Row.of(fold, value.applyAsDouble(epoch))), true));
        LOG.info(line(epoch));
    }

    static String line(EpochCompleted epoch) {
        return String.format(
                Locale.ROOT,
                "%s fold %s: epoch %d of %d, loss %.4f, validation loss %.4f, pseudo Dice %.4f, %.1f s, %.3f s a step,"
                        + " %.0f %% of it waiting for data, %.0f s to go",
                epoch.configuration(),
                epoch.fold(),
                epoch.epoch() + 1,
                epoch.epochs(),
                epoch.trainLoss(),
                epoch.validationLoss(),
                pseudoDice(epoch),
                epoch.seconds(),
                stepSeconds(epoch),
                epoch.dataWaitShare() * 100,
                epoch.etaSeconds());
    }

    private static double stepSeconds(EpochCompleted epoch) {
        return 1 / epoch.iterationsPerSecond();
    }

    /** The mean of the classes that have one; NaN where none has. */
    private static double pseudoDice(EpochCompleted epoch) {
        return epoch.pseudoDice().stream()
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average()
                .orElse(Double.NaN);
    }
}
