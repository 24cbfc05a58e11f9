package io.nephrite.imaging.restore;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.plans.Resampling;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.RawResampler;
import io.nephrite.imaging.resample.ItkResampler;
import io.nephrite.imaging.resample.LogitResampler;
import io.nephrite.imaging.resample.PlaneRange;
import io.nephrite.imaging.resample.ResamplingPlan;
import io.nephrite.imaging.volume.GridViews;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * Resamples predictions back to the grid of the case's files, which undoes preprocessing. Stateless but for its
 * settings.
 */
public final class PredictionRestorer {
    private final PreprocessingParameters parameters;
    private final Resampling resampling;
    private final int threads;

    /**
     * Makes a restorer for cases that were preprocessed alike.
     *
     * @param parameters that the cases were preprocessed with
     * @param resampling of logits, as the plans have it; preprocessing does not depend on it
     */
    public PredictionRestorer(PreprocessingParameters parameters, Resampling resampling, int threads) {
        this.parameters = parameters;
        this.resampling = resampling;
        this.threads = threads;
    }

    /**
     * Restores a label map on the grid of the case's files.
     *
     * @param logits (K, Z, Y, X), plan frame, on the grid of the preprocessed case
     * @param labels whose classes, or regions, the K outputs are
     * @param shape of one output of {@code logits}
     * @return label of each voxel, array frame
     */
    public LabelVolume restore(float[] logits, LabelMap labels, Shape3 shape, CaseProperties properties) {
        return onFileGrid(decided(logits, labels, new LogitResampler(plan(shape, properties), threads)), properties);
    }

    /**
     * The same of logits that are not all there at a time.
     *
     * @param planes that are asked for at a time, at most; at least 2
     */
    public LabelVolume restore(LogitPlanes logits, LabelMap labels, CaseProperties properties, int planes) {
        LogitResampler resampler = resampler(properties, threads);
        Shape3 to = resampler.to();
        int plane = to.y() * to.x();
        Optional<LabelArray> cropped = Optional.empty();
        for (int next = 0; next < to.z(); ) {
            PlaneRange results = resampler.results(next, planes);
            LabelArray part = decided(logits.of(resampler.sources(results)), labels, resampler.part(results));
            if (results.count() == to.z()) {
                return onFileGrid(part, properties);
            }
            LabelArray all = cropped.orElseGet(() -> part.allocate(Math.toIntExact(to.voxels())));
            part.copyTo(0, all, next * plane, part.length());
            cropped = Optional.of(all);
            next = results.end();
        }
        return onFileGrid(cropped.orElseThrow(), properties);
    }

    /** From the grid of the preprocessed case to that of the cropped one. */
    LogitResampler resampler(CaseProperties properties, int resamplerThreads) {
        return new LogitResampler(plan(properties.shape(), properties), resamplerThreads);
    }

    private ResamplingPlan plan(Shape3 shape, CaseProperties properties) {
        return ResamplingPlan.of(
                shape,
                properties.shapeAfterCropping(),
                properties.resampledSpacing(),
                parameters.transposeForward().apply(properties.spacing()),
                resampling.forceSeparateZ());
    }

    /**
     * What the next stage of a cascade sees of a prediction: the logits go from the one grid to the other directly, as
     * if both had this configuration's spacing.
     *
     * <p>Reference: nnU-Net 2.8.1 {@code resample_and_save}.
     *
     * @param logits (K, Z, Y, X), plan frame, on the grid of the preprocessed case
     * @param nextStage shape of the case as it is preprocessed for the next stage, plan frame
     * @return label of each voxel of that shape
     */
    public LabelArray forNextStage(float[] logits, LabelMap labels, CaseProperties properties, Shape3 nextStage) {
        Spacing spacing = properties.resampledSpacing();
        return decided(
                logits,
                labels,
                new LogitResampler(
                        ResamplingPlan.of(properties.shape(), nextStage, spacing, spacing, resampling.forceSeparateZ()),
                        threads));
    }

    private static LabelArray decided(float[] logits, LabelMap labels, LogitResampler resampler) {
        return labels.hasRegions()
                ? exported(resampler.regions(logits, labels.outputs()), labels.regionsClassOrder())
                : resampler.classes(logits, labels.outputs());
    }

    /**
     * With the probabilities that the labels follow from.
     *
     * <p>Reference: nnU-Net 2.8.1 {@code convert_predicted_logits_to_segmentation_with_correct_shape} with
     * {@code return_probabilities}: softmax (regions: sigmoid) in single precision of the resampled logits, outside of
     * the box the background (regions: nothing).
     *
     * @param logits (K, Z, Y, X), plan frame, on the grid of the preprocessed case
     * @throws PipelineException where the images are resampled before everything else: nnU-Net has no such step, and
     *     probabilities on the grid of the files would be none of the network's
     */
    public Probabilities restoreProbabilities(
            float[] logits, LabelMap labels, Shape3 shape, CaseProperties properties) {
        if (properties.rawShape().isPresent()) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    properties.caseId()
                            + ": probabilities cannot be written on the grid of the image file, because the model's"
                            + " rawResampling resamples images before all else; predict without probabilities");
        }
        int outputs = labels.outputs();
        int voxels = Math.toIntExact(properties.shapeAfterCropping().voxels());
        float[] cropped =
                probabilities(new LogitResampler(plan(shape, properties), threads), logits, labels, properties);
        LabelArray decided = labels.hasRegions()
                ? exported(ClassProbabilities.regions(cropped, outputs, voxels), labels.regionsClassOrder())
                : ClassProbabilities.classes(cropped, outputs, voxels);
        return new Probabilities(
                insertedProbabilities(cropped, outputs, labels.hasRegions(), properties),
                outputs,
                onFileGrid(decided, properties));
    }

    /** (K, Z, Y, X) on the grid of the crop. */
    private float[] probabilities(
            LogitResampler resampler, float[] logits, LabelMap labels, CaseProperties properties) {
        Shape3 to = properties.shapeAfterCropping();
        int outputs = labels.outputs();
        int plane = to.y() * to.x();
        float[] cropped = new float[Math.multiplyExact(outputs, Math.toIntExact(to.voxels()))];
        Parallel.forEach(threads, to.z(), k -> {
            float[] made = new float[outputs * plane];
            resampler.probabilities(logits, outputs, labels.hasRegions(), k, made);
            for (int output = 0; output < outputs; output++) {
                System.arraycopy(made, output * plane, cropped, (output * to.z() + k) * plane, plane);
            }
        });
        return cropped;
    }

    private float[] insertedProbabilities(float[] cropped, int outputs, boolean regions, CaseProperties properties) {
        AxisOrder order = parameters.transposeForward();
        Shape3 whole = order.inverse().apply(properties.shapeBeforeCropping());
        int voxels = Math.toIntExact(whole.voxels());
        float[] target = new float[Math.multiplyExact(outputs, voxels)];
        if (!regions) {
            Arrays.fill(target, 0, voxels, 1);
        }
        Shape3 from = properties.shapeAfterCropping();
        RandomAccessibleInterval<FloatType> source =
                GridViews.turned(ArrayImgs.floats(cropped, from.x(), from.y(), from.z(), outputs), order.inverse());
        RandomAccessibleInterval<FloatType> box = GridViews.crop(
                ArrayImgs.floats(target, whole.x(), whole.y(), whole.z(), outputs),
                order.inverse().apply(properties.boundingBox()));
        int planes = Math.toIntExact(box.dimension(2));
        Parallel.forEach(
                threads,
                outputs * planes,
                plane -> LoopBuilder.setImages(
                                plane(source, plane / planes, plane % planes),
                                plane(box, plane / planes, plane % planes))
                        .forEachPixel((probability, place) -> place.set(probability)));
        return target;
    }

    private static RandomAccessibleInterval<FloatType> plane(
            RandomAccessibleInterval<FloatType> image, int output, int z) {
        return Views.hyperSlice(Views.hyperSlice(image, 3, output), 2, z);
    }

    /** Regions by number become the labels that they are exported as, in place where these fit. */
    private static LabelArray exported(LabelArray regions, List<Integer> classOrder) {
        int[] labels = new int[classOrder.size() + 1];
        int highest = 0;
        for (int r = 0; r < classOrder.size(); r++) {
            labels[r + 1] = classOrder.get(r);
            highest = Math.max(highest, labels[r + 1]);
        }
        LabelArray exported = highest <= regions.highest() ? regions : regions.widened();
        for (int i = 0; i < exported.length(); i++) {
            exported.set(i, labels[exported.get(i)]);
        }
        return exported;
    }

    /** Of labels on the grid of the cropped case, plan frame. */
    LabelVolume onFileGrid(LabelArray cropped, CaseProperties properties) {
        AxisOrder order = parameters.transposeForward();
        Shape3 whole = order.inverse().apply(properties.shapeBeforeCropping());
        LabelArray labels = inserted(cropped, properties, order, whole);
        if (properties.rawShape().isEmpty()) {
            return new LabelVolume(labels, whole, properties.spacing());
        }
        Shape3 rawShape = properties.rawShape().get();
        Spacing rawSpacing = properties.rawSpacing().orElseThrow();
        RawResampling raw = parameters
                .rawResampling()
                .orElseThrow(() -> new IllegalArgumentException(
                        properties.caseId() + " was resampled from " + rawShape + ", the parameters do not say how"));
        ItkResampler resampler = new ItkResampler(rawShape, rawSpacing, RawResampler.spacing(raw), threads);
        return new LabelVolume(resampler.restore(labels), rawShape, rawSpacing);
    }

    /** Per axis of the array frame, how far apart neighbours are in an array of the plan frame. */
    private static int[] steps(Shape3 plan, AxisOrder order) {
        int[] planStep = {plan.y() * plan.x(), plan.x(), 1};
        int[] step = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            step[order.source(axis)] = planStep[axis];
        }
        return step;
    }

    /** Uncropped (0 outside of the box) and untransposed, in one copy. */
    private LabelArray inserted(LabelArray cropped, CaseProperties properties, AxisOrder order, Shape3 whole) {
        LabelArray target = cropped.allocate(Math.toIntExact(whole.voxels()));
        Shape3 from = properties.shapeAfterCropping();
        BoundingBox box = order.inverse().apply(properties.boundingBox());
        Shape3 to = box.shape();
        int[] step = steps(from, order);
        int plane = whole.y() * whole.x();
        int first = (box.z0() * whole.y() + box.y0()) * whole.x() + box.x0();
        if (step[2] == 1) {
            Parallel.forEach(threads, to.z(), z -> {
                for (int y = 0; y < to.y(); y++) {
                    cropped.copyTo(z * step[0] + y * step[1], target, first + z * plane + y * whole.x(), to.x());
                }
            });
        } else if (step[1] == 1) {
            Parallel.forEach(
                    threads,
                    to.z(),
                    z -> cropped.copyExchanged(
                            z * step[0], step[2], to.x(), to.y(), target, first + z * plane, whole.x()));
        } else {
            Parallel.forEach(
                    threads,
                    to.y(),
                    y -> cropped.copyExchanged(
                            y * step[1], step[2], to.x(), to.z(), target, first + y * whole.x(), plane));
        }
        return target;
    }
}
