package io.nephrite.trainer.step;

import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/**
 * Asks for the prediction of a trained fold's validation cases, where the work shall go as far as the report, or the
 * next stage of a cascade needs them to be trained.
 */
public final class RequestPredictionsStep implements Step<FoldTrained> {
    private final ObjectStore results;

    public RequestPredictionsStep(ObjectStore results) {
        this.results = results;
    }

    @Override
    public Work work() {
        return Work.REQUEST_PREDICTIONS;
    }

    @Override
    public List<Event> handle(FoldTrained event) {
        Goal goal = Goal.parse(results.bytes(ObjectKeys.goal(event.versionId())));
        StoredVersion version = new StoredVersion(results, event.versionId());
        boolean isEarlierStage = !version.nextStages(event.configuration()).isEmpty();
        if (!goal.reaches(Milestone.REPORT) && !(isEarlierStage && goal.reaches(Milestone.TRAINED))) {
            return List.of();
        }
        Optional<String> ending = version.manifest().unusualPredictionEnding();
        return version.fold(event.fold()).val().stream()
                .<Event>map(caseId -> new PredictionRequested(
                        EventHeader.following(event, "prediction-requested", caseId),
                        event.dataset(),
                        event.version(),
                        event.configuration(),
                        event.fold(),
                        caseId,
                        ending))
                .toList();
    }
}
