package io.nephrite.learning.predict;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.MemoryEstimate;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.restore.EnsembleRestorer;
import io.nephrite.imaging.restore.PredictionRestorer;
import io.nephrite.imaging.restore.Probabilities;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * From a case to its labels on the grid of its files: preprocess, predict, restore. Ask {@link #memory} before the case
 * is loaded. Stateless; the network is handed in, and used by the thread that opened it.
 */
public final class CasePredictor {
    private final ConfigurationPlan plan;
    private final PreprocessingParameters parameters;
    private final LabelMap labels;
    private final int threads;

    /**
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
     */
    public MemoryEstimate memory(String caseId, int channels, Shape3 shape, Spacing spacing) {
        return MemoryEstimate.ofPrediction(
                caseId, channels, shape, spacing, parameters, labels.outputs(), tileBytes(channels), threads);
    }

    /**
     * As the other, of an ensemble.
     *
     * @param members whose logits are averaged
     * @param probabilities whether they are wanted on the grid of the files
     */
    public MemoryEstimate memory(
            String caseId, int channels, Shape3 shape, Spacing spacing, int members, boolean probabilities) {
        MemoryEstimate alone = memory(caseId, channels, shape, spacing);
        // the sum beside the logits of the member that is at work
        long more = members > 1 ? Float.BYTES * alone.longestArray() : 0;
        // on the grid of the crop, then on that of the files
        long asProbabilities = probabilities ? 2L * Float.BYTES * labels.outputs() * shape.voxels() : 0;
        return alone.plus(more + asProbabilities);
    }

    /** Of a case that is preprocessed already. */
    public MemoryEstimate memory(CaseProperties properties) {
        return MemoryEstimate.ofPrediction(properties, labels.outputs(), tileBytes(properties.channels()));
    }

    private long tileBytes(int channels) {
        return SlidingWindowPredictor.tileBytes(plan, channels, labels.outputs());
    }

    /**
     * @param image of the case's files, array frame
     * @return label of each voxel, array frame
     */
    public LabelVolume predict(LogitPredictor network, String caseId, ImageVolume image) {
        PreprocessedCase made = preprocess(caseId, image);
        return predict(network, NetworkInput.of(made.image(), made.shape()), made.properties(), done -> {});
    }

    /**
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
     * <p>Reference: nnU-Net 2.8.1 {@code DefaultPreprocessor.run_case} with the label map of the previous stage in place
     * of a segmentation.
     *
     * @param previous what the previous stage says of each voxel of the files, array frame; the result's segmentation is
     *     it on the grid of the network
     */
    public PreprocessedCase preprocess(String caseId, ImageVolume image, Optional<LabelVolume> previous) {
        return new CasePreprocessor(parameters, threads).preprocess(caseId, image, previous);
    }

    /**
     * As the other, for a stage of a cascade that follows another.
     *
     * @param previous what the previous stage says, on the grid of the case's files; it takes the place of a label
     */
    public PreprocessedCase preprocess(String caseId, ImageVolume image, LabelVolume previous) {
        return new CasePreprocessor(parameters, threads).preprocess(caseId, image, Optional.of(previous));
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

    /** The same prediction as a member of an ensemble of configurations. */
    public EnsembleRestorer.Member member(float[] logits, CaseProperties properties) {
        return new EnsembleRestorer.Member(restorer(), logits, properties);
    }

    /** As {@link #restore}, with the probabilities. */
    public Probabilities restoreProbabilities(float[] logits, CaseProperties properties) {
        return restorer().restoreProbabilities(logits, labels, properties.shape(), properties);
    }

    /**
     * What the next stage of a cascade sees of a prediction.
     *
     * @param logits as for {@link #restore}
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
