package io.nephrite.eval.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.FoldEvaluated;
import io.nephrite.core.json.Json;
import io.nephrite.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluateFoldStepTest {
    private final EvaluatedDataset dataset = new EvaluatedDataset();
    private final ManualClock clock = new ManualClock();
    private final EvaluateFoldStep step = new EvaluateFoldStep(dataset.results, clock);

    @Test
    void waitsForAllValidationCasesAndWritesTheSummaryOnce() {
        assertThat(step.handle(dataset.evaluated(0, "0011", "0011"))).isEmpty();
        CaseEvaluated last = dataset.evaluated(2, "0022", "0002");
        List<Event> events = step.handle(last);

        FoldEvaluated event = (FoldEvaluated) events.get(0);
        JsonNode summary = Json.tree(dataset.results.bytes(event.summaryKey()));
        assertThat(summary.at("/metric_per_case")).hasSize(2);
        assertThat(summary.at("/mean/1/Dice").asDouble()).isEqualTo(1);
        assertThat(summary.at("/mean/2/Dice").asDouble()).isEqualTo(2.0 / 3);
        assertThat(step.handle(last)).isEqualTo(events);
    }

    @Test
    void findsWhatWasEvaluatedBeforeARestartByOneListing() {
        CaseEvaluated first = dataset.evaluated(0, "0011", "0011");
        step.handle(first);
        long lists = dataset.results.lists();

        EvaluateFoldStep restarted = new EvaluateFoldStep(dataset.results, clock);
        assertThat(restarted.handle(first)).isEmpty();
        assertThat(restarted.handle(dataset.evaluated(2, "0022", "0022"))).hasSize(1);
        assertThat(dataset.results.lists()).isEqualTo(lists + 1);
    }

    @Test
    void learnsOfCasesThatAnotherInstanceHasSeen() {
        CaseEvaluated first = dataset.evaluated(0, "0011", "0011");
        assertThat(step.handle(first)).isEmpty();
        dataset.evaluated(2, "0022", "0022"); // its event goes to the other instance
        clock.advance(Duration.ofMinutes(1));
        assertThat(step.handle(first)).hasSize(1);
    }

    @Test
    void countsDuplicatesOnce() {
        CaseEvaluated first = dataset.evaluated(0, "0011", "0011");
        assertThat(step.handle(first)).isEmpty();
        assertThat(step.handle(first)).isEmpty();
    }
}
