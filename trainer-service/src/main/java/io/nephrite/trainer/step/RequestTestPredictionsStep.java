package io.nephrite.trainer.step;

import io.nephrite.core.event.ConfigurationSelected;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import java.util.List;

/** Asks for the prediction of a version's test images with the model that was chosen. Safe to repeat. */
public final class RequestTestPredictionsStep implements Step<ConfigurationSelected> {
    private final ObjectStore results;

    public RequestTestPredictionsStep(ObjectStore results) {
        this.results = results;
    }

    @Override
    public Work work() {
        return Work.REQUEST_TEST_PREDICTIONS;
    }

    @Override
    public List<Event> handle(ConfigurationSelected event) {
        String model = ChosenModel.id(event.versionId());
        return new StoredVersion(results, event.versionId())
                .manifest().test().stream()
                        .<Event>map(files -> new ImagePredictionRequested(
                                EventHeader.following(event, "image-prediction-requested", files.caseId()),
                                event.dataset(),
                                event.version(),
                                model,
                                files))
                        .toList();
    }
}
