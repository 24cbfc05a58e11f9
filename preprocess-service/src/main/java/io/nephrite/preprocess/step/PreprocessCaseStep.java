package io.nephrite.preprocess.step;

import io.nephrite.core.dataset.CaseFiles.ReplacedException;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.PreprocessingRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.preprocess.MemoryEstimate;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.read.CaseHeader;
import io.nephrite.imaging.read.CaseReader;
import java.util.List;

/** Preprocesses one case. Reads its files, writes volumes/ and then preprocessed/. Safe to repeat. */
public final class PreprocessCaseStep implements Step<PreprocessingRequested> {
    private final CaseReader cases;
    private final ObjectStore results;
    private final VolumeStore volumes;
    private final MemoryBudget memory;
    private final int threads;

    /**
     * Makes the step.
     *
     * @param threads for one case
     */
    public PreprocessCaseStep(
            CaseReader cases, ObjectStore results, VolumeStore volumes, MemoryBudget memory, int threads) {
        this.cases = cases;
        this.results = results;
        this.volumes = volumes;
        this.memory = memory;
        this.threads = threads;
    }

    @Override
    public Work work() {
        return Work.PREPROCESS_CASE;
    }

    @Override
    public List<Event> handle(PreprocessingRequested event) {
        PreprocessingParameters parameters = parameters(event);
        String caseId = event.files().caseId();
        String key = ObjectKeys.properties(event.dataset(), parameters.id(), event.files());
        if (!results.exists(key)) {
            try {
                PreprocessedCase made = preprocessWithinMemory(event, parameters);
                results.putIfAbsent(key, Json.bytes(made.properties()));
            } catch (ReplacedException e) {
                return List.of(); // out of date: what replaced the files asks for itself
            }
        }
        return List.of(new CasePreprocessed(
                EventHeader.following(event, "case-preprocessed", event.dataIdentifier(), caseId),
                event.dataset(),
                event.version(),
                caseId,
                event.dataIdentifier(),
                key));
    }

    /** The key names them by their content: what lies under another name is something else. */
    private PreprocessingParameters parameters(PreprocessingRequested event) {
        PreprocessingParameters parameters =
                Json.read(results.bytes(event.parametersKey()), PreprocessingParameters.class);
        String key = ObjectKeys.preprocessingParameters(event.dataset(), parameters.id());
        if (!key.equals(event.parametersKey())) {
            throw new PipelineException(
                    FailureCode.MALFORMED_EVENT,
                    event.files().caseId() + ": the parameters at " + event.parametersKey() + " belong at " + key
                            + "; seal the dataset again");
        }
        return parameters;
    }

    private PreprocessedCase preprocessWithinMemory(PreprocessingRequested event, PreprocessingParameters parameters) {
        CaseHeader header = cases.header(event.files());
        MemoryEstimate need = MemoryEstimate.ofPreprocessing(
                event.files().caseId(), header.channels(), header.shape(), header.spacing(), parameters, threads);
        return memory.within(need, () -> preprocess(event, parameters));
    }

    private PreprocessedCase preprocess(PreprocessingRequested event, PreprocessingParameters parameters) {
        PreprocessedCase made = new CasePreprocessor(parameters, threads)
                .preprocess(event.files().caseId(), cases.image(event.files()), cases.label(event.files()));
        Shape3 shape = made.shape();
        volumes.put(
                ObjectKeys.image(event.dataset(), parameters.id(), event.files()),
                made.image(),
                made.channels(),
                shape.z(),
                shape.y(),
                shape.x());
        volumes.put(
                ObjectKeys.segmentation(event.dataset(), parameters.id(), event.files()),
                made.segmentation(),
                1,
                shape.z(),
                shape.y(),
                shape.x());
        return made;
    }
}
