package io.nephrite.eval.app.page;

import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.eval.report.ReportSummaries;
import io.nephrite.eval.report.ReportSummary;
import java.util.List;
import java.util.OptionalDouble;

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
    static HomeRow of(DatasetStatus status, ReportSummaries reports) {
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
                status.reportKey()
                        .flatMap(reports::find)
                        .map(ReportSummary::bestDice)
                        .orElse(OptionalDouble.empty()),
                status.updatedAt().map(Moment::of).orElse(""));
    }
}
