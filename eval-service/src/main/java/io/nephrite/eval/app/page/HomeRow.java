package io.nephrite.eval.app.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.core.store.ObjectStore;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;

/**
 * A dataset in one line.
 *
 * @param stage the first stage that is not done, with its counts; {@code done} where all are
 * @param done stages
 * @param stages that there are
 * @param eta seconds to the end of the longest training
 * @param dice highest mean foreground Dice of a configuration
 * @param moved when something happened last; empty where that is not known
 */
record HomeRow(
        String name,
        String stage,
        long done,
        int stages,
        OptionalDouble eta,
        int failures,
        int waiting,
        OptionalDouble dice,
        String moved) {
    static HomeRow of(DatasetStatus status, ObjectStore results) {
        List<StageProgress> stages = status.stages();
        return new HomeRow(
                status.dataset(),
                stages.stream()
                        .filter(s -> !s.isComplete())
                        .findFirst()
                        .map(s -> s.name().lowerCase() + (s.total() == 0 ? "" : " " + s.done() + " of " + s.total()))
                        .orElse("done"),
                stages.stream().filter(StageProgress::isComplete).count(),
                stages.size(),
                status.folds().stream()
                        .map(FoldProgress::etaSeconds)
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .max(),
                status.failures().size(),
                (int) status.waiting().stream()
                        .filter(DatasetStatus.Waiting::isOverdue)
                        .count(),
                status.reportKey().flatMap(results::find).map(HomeRow::dice).orElse(OptionalDouble.empty()),
                status.updatedAt().map(Moment::of).orElse(""));
    }

    private static OptionalDouble dice(byte[] report) {
        return StreamSupport.stream(Json.tree(report).path("configurations").spliterator(), false)
                .map(c -> c.path("meanForegroundDice"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asDouble)
                .max(Comparator.naturalOrder())
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }
}
