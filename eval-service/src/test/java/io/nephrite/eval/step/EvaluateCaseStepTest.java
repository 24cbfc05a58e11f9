package io.nephrite.eval.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.Event;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.ConfusionCounts;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluateCaseStepTest {
    private final EvaluatedDataset dataset = new EvaluatedDataset();
    private final EvaluateCaseStep step = new EvaluateCaseStep(dataset.datasets, dataset.results, 1);

    @Test
    void countsVoxelsOfEachLabel() {
        CaseEvaluated event = (CaseEvaluated)
                step.handle(dataset.predicted(0, "0011110022", "0001111002")).get(0);
        CaseMetrics metrics = Json.read(dataset.results.bytes(event.metricsKey()), CaseMetrics.class);
        assertThat(metrics.metrics().get("1")).isEqualTo(new ConfusionCounts(3, 1, 1, 5));
        assertThat(metrics.metrics().get("2")).isEqualTo(new ConfusionCounts(1, 0, 1, 8));
    }

    @Test
    void repeatsNothingAndEmitsTheSameEventAgain() {
        CasePredicted event = dataset.predicted(0, "0011", "0011");
        List<Event> first = step.handle(event);
        long writes = dataset.results.writes();
        assertThat(step.handle(event)).isEqualTo(first);
        assertThat(dataset.results.writes()).isEqualTo(writes);
    }

    @Test
    void takesNoOtherPredictionThanTheCasesOwn() {
        CasePredicted event = dataset.predicted(0, "0011", "0011");
        String other = "Dataset999_Other/prediction.nii.gz";
        dataset.results.put(other, EvaluatedDataset.nifti("0000"));
        CasePredicted forged = new CasePredicted(
                event.header(),
                event.dataset(),
                event.version(),
                event.configuration(),
                event.fold(),
                event.caseId(),
                other);
        CaseEvaluated evaluated = (CaseEvaluated) step.handle(forged).get(0);
        CaseMetrics metrics = Json.read(dataset.results.bytes(evaluated.metricsKey()), CaseMetrics.class);
        assertThat(metrics.metrics().get("1")).isEqualTo(new ConfusionCounts(2, 0, 0, 2));
    }

    @Test
    void refusesALabelThatWasReplacedSinceTheVersionWasSealed() {
        CasePredicted event = dataset.predicted(0, "0011", "0011");
        dataset.datasets.put(
                dataset.planned
                        .manifest()
                        .training()
                        .get(0)
                        .label()
                        .orElseThrow()
                        .key(),
                EvaluatedDataset.nifti("0110"));
        assertThatThrownBy(() -> step.handle(event))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_CASE))
                .hasMessageContaining("case_00000")
                .hasMessageContaining("was replaced since this version of the dataset was sealed");
    }

    @Test
    void refusesAPredictionOnAnotherGrid() {
        assertThatThrownBy(() -> step.handle(dataset.predicted(0, "00110", "0011")))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_CASE))
                .hasMessageContaining("case_00000")
                .hasMessageContaining("(1, 1, 4)")
                .hasMessageContaining("(1, 1, 5)");
    }

    @Test
    void saysThatTheLabelIsGone() {
        CasePredicted event = dataset.predicted(0, "0011", "0011");
        dataset.datasets.delete(dataset.planned
                .manifest()
                .training()
                .get(0)
                .label()
                .orElseThrow()
                .key());
        assertThatThrownBy(() -> step.handle(event)).hasMessageContaining("add it again");
    }
}
