package io.nephrite.learning.predict;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.MemoryEstimate;
import io.nephrite.imaging.preprocess.PredictionEstimate;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.restore.EnsembleRestorer;
import io.nephrite.imaging.restore.LogitPlanes;
import io.nephrite.imaging.restore.PredictionRestorer;
import io.nephrite.imaging.restore.Probabilities;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * Predicts the label map of a case on the grid of its files: preprocesses the image, runs the network and resamples the
 * result back. {@link #memory} says how much memory a case needs; ask it before the case is loaded. Has no state: the
 * network is a parameter, and only the thread that opened it may use it.
 *
 * <pre>{@code
 * CasePredictor predictor = new CasePredictor(plan, parameters, labels, 2);
 * try (SlidingWindowPredictor network =
 *         SlidingWindowPredictor.open(checkpoint, new PredictionSettings(true, 0.5), TorchDevice.CPU, 2)) {
 *     LabelVolume predicted = predictor.predict(network, "case_00001", image);
 * }
 * }</pre>
 */
public final class CasePredictor {
    /** A plane of the result is made of two planes of logits. */
    private static final int LEAST_PLANES = 2;

    private final ConfigurationPlan plan;
    private final PreprocessingParameters parameters;
    private final LabelMap labels;
    private final int threads;

    /**
     * Makes a predictor for one configuration.
     *
     * @param plan of the configuration that the network was trained for
     * @param parameters that its training cases were preprocessed with
     * @param labels whose classes, or regions, the network's outputs are
     * @param threads that share the work outside of the network
     */
    public CasePredictor(ConfigurationPlan plan, PreprocessingParameters parameters, LabelMap labels, int threads) {
        this.plan = plan;
        this.parameters = parameters;
        this.labels = labels;
        this.threads = threads;
    }

    /**
     * Of a case whose image is read from its files.
     *
     * @param channels of the image
     * @param shape array frame
     * @param spacing mm, array frame
     * @param folds whose logits are averaged
     * @param probabilities whether they are wanted on the grid of the files
     */
    public PredictionEstimate memory(
            String caseId, int channels, Shape3 shape, Spacing spacing, int folds, boolean probabilities) {
        PredictionEstimate alone = MemoryEstimate.ofPrediction(
                caseId, channels, shape, spacing, parameters, labels.outputs(), tileBytes(channels), threads);
        if (probabilities) {
            // on the grid of the crop, then on that of the files; both whole, and so are the logits
            return alone.plus(2L * Float.BYTES * labels.outputs() * shape.voxels(), moreOfFolds(alone, folds));
        }
        return alone.plus(0, moreOfFolds(alone, folds)).withLeast(leastPlanes());
    }

    /** Of a case that is preprocessed already. */
    public PredictionEstimate memory(CaseProperties properties) {
        return MemoryEstimate.ofPrediction(properties, labels.outputs(), tileBytes(properties.channels()))
                .withLeast(leastPlanes());
    }

    /** The sum beside the logits of the fold that is at work. */
    private static long moreOfFolds(PredictionEstimate alone, int folds) {
        return folds > 1 ? Float.BYTES * alone.longestPerPlane() : 0;
    }

    /** Whether its network sees what a previous stage says. */
    boolean needsPrevious() {
        return plan.previousStage().isPresent();
    }

    /** Half a patch: fewer planes would have every tile go through the network several times. */
    private int leastPlanes() {
        return Math.max(LEAST_PLANES, PatchGeometry.of(plan).patch()[0] / 2);
    }

    private long tileBytes(int channels) {
        return SlidingWindowPredictor.tileBytes(plan, channels, labels.outputs());
    }

    /**
     * Predicts the label map of a case.
     *
     * @param image of the case's files, array frame
     * @return label of each voxel, array frame
     */
    public LabelVolume predict(LogitPredictor network, String caseId, ImageVolume image) {
        PreprocessedCase made = preprocess(caseId, image);
        return predict(network, NetworkInput.of(made.image(), made.shape()), made.properties(), done -> {});
    }

    /**
     * Predicts the label map of a preprocessed case.
     *
     * @param input on the grid of the preprocessed case
     * @param properties of the preprocessed case
     * @param progress hears the share of the tiles that is done; what it throws ends the work
     * @return label of each voxel, array frame
     */
    public LabelVolume predict(
            LogitPredictor network, NetworkInput input, CaseProperties properties, DoubleConsumer progress) {
        return restore(network.predict(input, progress), properties);
    }

    /**
     * As the other, with the logits of a few planes at a time.
     *
     * @param planes at a time, at most
     */
    public LabelVolume predictSlabs(
            LogitPredictor network,
            NetworkInput input,
            CaseProperties properties,
            int planes,
            DoubleConsumer progress) {
        double all = input.shape().z();
        return restore(
                slab -> network.predict(
                        input, slab, done -> progress.accept((slab.first() + done * slab.count()) / all)),
                properties,
                planes);
    }

    /**
     * The first of the three steps, for those who overlap them.
     *
     * @param image of the case's files, array frame
     */
    public PreprocessedCase preprocess(String caseId, ImageVolume image) {
        return preprocess(caseId, image, Optional.empty());
    }

    /**
     * As the other, for the second stage of a cascade.
     *
     * <p>Reference: nnU-Net 2.8.1 {@code DefaultPreprocessor.run_case} with the label map of the previous stage in
     * place of a segmentation.
     *
     * @param previous what the previous stage says of each voxel of the files, array frame; the result's segmentation
     *     is it on the grid of the network
     */
    public PreprocessedCase preprocess(String caseId, ImageVolume image, Optional<LabelVolume> previous) {
        return new CasePreprocessor(parameters, threads).preprocess(caseId, image, previous);
    }

    /**
     * The last of the three steps.
     *
     * @param logits (K, Z, Y, X), plan frame, of the preprocessed image
     * @return label of each voxel, array frame
     */
    public LabelVolume restore(float[] logits, CaseProperties properties) {
        return restorer().restore(logits, labels, properties.shape(), properties);
    }

    /**
     * The last two of the three steps, with a part of the logits at a time.
     *
     * @param logits of the preprocessed image
     * @param planes that are asked for at a time, at most
     * @return label of each voxel, array frame
     */
    LabelVolume restore(LogitPlanes logits, CaseProperties properties, int planes) {
        return restorer().restore(logits, labels, properties, planes);
    }

    /** The same prediction as a member of an ensemble of configurations. */
    EnsembleRestorer.Member member(LogitPlanes logits, CaseProperties properties) {
        return new EnsembleRestorer.Member(restorer(), logits, properties);
    }

    /** As {@link #restore(float[], CaseProperties)}, with the probabilities. */
    public Probabilities restoreProbabilities(float[] logits, CaseProperties properties) {
        return restorer().restoreProbabilities(logits, labels, properties.shape(), properties);
    }

    /**
     * What the next stage of a cascade sees of a prediction.
     *
     * @param logits as for {@link #restore(float[], CaseProperties)}
     * @param nextStage parameters that its cases are preprocessed with
     * @return label of each voxel of the case as it is preprocessed with them, (Z, Y, X), plan frame
     */
    public LabelArray forNextStage(float[] logits, CaseProperties properties, PreprocessingParameters nextStage) {
        return restorer().forNextStage(logits, labels, properties, CasePreprocessor.shape(properties, nextStage));
    }

    private PredictionRestorer restorer() {
        return new PredictionRestorer(parameters, plan.probabilitiesResampling(), threads);
    }
}
