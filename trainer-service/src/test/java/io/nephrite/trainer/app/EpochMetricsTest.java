package io.nephrite.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.nephrite.core.event.EpochCompleted;
import io.nephrite.testkit.EventExamples;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // Quarkus' own registry is the one of this package
class EpochMetricsTest {
    private static final EpochCompleted EPOCH = EventExamples.of(EpochCompleted.class);
    private static final String FOLD =
            "{configuration=\"3d_fullres\",dataset=\"" + EventExamples.DATASET + "\",fold=\"0\",} ";

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final EpochMetrics metrics = new EpochMetrics(meters);

    @Test
    void showsTheLastEpochOfTheTraining() {
        metrics.completed(EPOCH);

        assertThat(meters.scrape().lines())
                .contains(
                        "nephrite_training_epoch" + FOLD + "6.0",
                        "nephrite_training_epochs" + FOLD + "12.0",
                        "nephrite_training_loss" + FOLD + "-0.31",
                        "nephrite_training_validation_loss" + FOLD + "-0.28",
                        "nephrite_training_pseudo_dice" + FOLD + "0.81",
                        "nephrite_training_step_time_seconds" + FOLD + 1 / 2.1,
                        "nephrite_training_data_wait" + FOLD + "0.0",
                        "nephrite_training_device_memory_bytes" + FOLD + "1.1E10");
    }

    @Test
    void forgetsTheTrainingBefore() {
        metrics.completed(EPOCH);
        metrics.completed(ofFold("1"));

        assertThat(meters.scrape()).contains("fold=\"1\"").doesNotContain("fold=\"0\"");
    }

    @Test
    void tellsOfAnEpochInOneLine() {
        assertThat(EpochMetrics.line(EPOCH))
                .contains("3d_fullres fold 0", "epoch 7 of 12", "loss -0.3100", "pseudo Dice 0.8100", "30.5 s");
    }

    private static EpochCompleted ofFold(String fold) {
        return new EpochCompleted(
                EPOCH.header(),
                EPOCH.dataset(),
                EPOCH.version(),
                EPOCH.configuration(),
                fold,
                EPOCH.epoch(),
                EPOCH.epochs(),
                EPOCH.trainLoss(),
                EPOCH.validationLoss(),
                EPOCH.pseudoDice(),
                EPOCH.perImageDice(),
                EPOCH.emaPseudoDice(),
                EPOCH.learningRate(),
                EPOCH.seconds(),
                EPOCH.iterationsPerSecond(),
                EPOCH.dataWaitShare(),
                EPOCH.etaSeconds(),
                EPOCH.deviceMemoryBytes());
    }
}
