package io.nephrite.trainer.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.ReplacedException;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobHandler;
import io.nephrite.core.job.JobResult;
import io.nephrite.core.job.Lease;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PreviousStage;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.npy.NpyMapping;
import io.nephrite.imaging.npy.NpyType;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.preprocess.PredictionEstimate;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.read.LabelFileWriter;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.predict.CasePredictor;
import io.nephrite.learning.predict.NetworkInput;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import java.util.List;
import java.util.Map;

/**
 * Predicts one validation case with the final weights of a fold, back on the grid of its files; for the next stage of a
 * cascade also on the grid of its volumes. Reads volumes/, next_stage/ and the fold's checkpoint, writes next_stage/
 * and validation/&lt;case&gt; with the ending of the dataset's files.
 */
public final class PredictCaseStep implements JobHandler {
    private final CaseReader cases;
    private final ObjectStore results;
    private final VolumeCache cache;
    private final PredictorSlot predictors;
    private final MemoryBudget memory;
    private final int threads;
    private final NextStageMaps maps;

    /**
     * Makes the step.
     *
     * @param memory that predictions at the same time share
     */
    public PredictCaseStep(
            CaseReader cases,
            ObjectStore results,
            VolumeCache cache,
            PredictorSlot predictors,
            MemoryBudget memory,
            int threads) {
        this.cases = cases;
        this.results = results;
        this.cache = cache;
        this.predictors = predictors;
        this.memory = memory;
        this.threads = threads;
        this.maps = new NextStageMaps(results);
    }

    @Override
    public JobResult run(Job job, Lease lease) {
        PredictionRequested request = (PredictionRequested) job.cause();
        if (!isDone(results, request)) {
            try {
                StopRequestedException.throwIfAsked(lease);
                write(predict(request, lease), request, lease.guard(results));
            } catch (StopRequestedException e) {
                return JobResult.stopped();
            }
        }
        return JobResult.finished(List.of(predicted(request)));
    }

    /** Whether the prediction is there, and what the next stages of a cascade take from it. */
    static boolean isDone(ObjectStore results, PredictionRequested request) {
        return results.exists(key(request))
                && new NextStageMaps(results)
                        .isComplete(
                                new StoredVersion(results, request.versionId()), request.foldId(), request.caseId());
    }

    static String key(PredictionRequested request) {
        return ObjectKeys.prediction(request.foldId(), request.caseId(), ending(request));
    }

    private static String ending(PredictionRequested request) {
        return request.ending().orElse(DatasetManifest.USUAL_ENDING);
    }

    static CasePredicted predicted(PredictionRequested request) {
        return new CasePredicted(
                EventHeader.following(request, "case-predicted"),
                request.dataset(),
                request.version(),
                request.configuration(),
                request.fold(),
                request.caseId(),
                key(request));
    }

    private Prediction predict(PredictionRequested request, Lease lease) {
        StoredVersion version = new StoredVersion(results, request.versionId());
        ConfigurationWork configuration = version.configuration(request.configuration());
        PreprocessingParameters parameters = parameters(request, configuration);
        CasePredictor predictor = new CasePredictor(
                version.plans().configuration(request.configuration()),
                parameters,
                version.manifest().labels(),
                threads);
        CaseFiles files = version.trainingCase(request.caseId());
        try (VolumeCache.Hold hold = cache.hold()) {
            CaseVolumes volumes = new CaseVolumes(results, hold, request.dataset(), configuration.parametersId());
            CaseProperties properties = volumes.properties(files);
            PredictionEstimate alone = predictor.memory(properties);
            Map<String, PreviousStage> segmentedFor = version.segmentedFor(request.foldId(), request.caseId());
            boolean needsAll = version.keepsLogits() || !segmentedFor.isEmpty();
            PredictionEstimate estimate = needsAll
                    ? alone.wholeSince(
                            "its logits are kept for the choice of a pair, or go to the next stage of a cascade;"
                                    + " choice.ensembles: false keeps none")
                    : alone;
            int planes = estimate.planesWithin(memory.bytes());
            return memory.within(estimate.of(planes), () -> {
                NetworkInput input = new NetworkInput(
                        floats(volumes.image(files, properties), properties),
                        properties.shape(),
                        version.previousStage(request.configuration())
                                .map(stage -> labels(maps.open(stage, request.caseId(), hold), properties.shape())));
                if (planes < estimate.planes()) {
                    return new Prediction(
                            predictors.on(() -> predictor.predictSlabs(
                                    network(request, version, lease),
                                    input,
                                    properties,
                                    planes,
                                    done -> StopRequestedException.throwIfAsked(lease))),
                            header(files));
                }
                float[] logits = predictors.on(() -> network(request, version, lease)
                        .predict(input, done -> StopRequestedException.throwIfAsked(lease)));
                segmentedFor.forEach((next, stage) -> {
                    PreprocessingParameters ofNext = parameters(request, version.configuration(next));
                    maps.keep(
                            stage,
                            request.caseId(),
                            predictor.forNextStage(logits, properties, ofNext),
                            CasePreprocessor.shape(properties, ofNext),
                            lease.guard(results));
                });
                if (version.keepsLogits()) {
                    KeptLogitsWriter.write(
                            lease.guard(results),
                            ObjectKeys.keptLogits(request.foldId(), request.caseId()),
                            logits,
                            properties.shape());
                }
                return new Prediction(predictor.restore(logits, properties), header(files));
            });
        }
    }

    /** On the thread of the networks, whose turn may come long after it was asked for. */
    private SlidingWindowPredictor network(PredictionRequested request, StoredVersion version, Lease lease) {
        StopRequestedException.throwIfAsked(lease);
        return predictors.of(
                ObjectKeys.fold(request.foldId()), version.experiment().prediction());
    }

    private PreprocessingParameters parameters(PredictionRequested request, ConfigurationWork configuration) {
        return Json.read(
                results.bytes(ObjectKeys.preprocessingParameters(request.dataset(), configuration.parametersId())),
                PreprocessingParameters.class);
    }

    private static LabelArray labels(NpyMapping map, Shape3 shape) {
        int voxels = Math.toIntExact(shape.voxels());
        if (map.type() == NpyType.INT8) {
            byte[] values = new byte[voxels];
            map.bytes(0).get(values);
            return LabelArray.of(values);
        }
        short[] values = new short[voxels];
        map.shorts(0).get(values);
        return LabelArray.of(values);
    }

    private static float[] floats(NpyMapping image, CaseProperties properties) {
        int voxels = Math.toIntExact(properties.shape().voxels());
        float[] values = new float[Math.multiplyExact(properties.channels(), voxels)];
        for (int channel = 0; channel < properties.channels(); channel++) {
            image.floats(channel).get(values, channel * voxels, voxels);
        }
        return values;
    }

    private ImageHeader header(CaseFiles files) {
        try {
            return cases.header(files).first();
        } catch (ReplacedException e) {
            throw e.of(files.caseId());
        }
    }

    /** The label map last: where it is, the rest is. */
    private static void write(Prediction prediction, PredictionRequested request, ObjectStore guarded) {
        LabelFileWriter.spacingBeside(prediction.original, ending(request))
                .ifPresent(
                        json -> guarded.put(ObjectKeys.prediction(request.foldId(), request.caseId(), ".json"), json));
        guarded.putIfAbsent(
                key(request), LabelFileWriter.bytes(prediction.labels, prediction.original, ending(request)));
    }

    /** @param original whose geometry the file gets */
    private record Prediction(LabelVolume labels, ImageHeader original) {}
}
