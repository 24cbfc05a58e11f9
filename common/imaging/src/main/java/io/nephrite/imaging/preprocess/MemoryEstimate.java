package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.pipeline.FailureCode;
import io.nephrite.core.pipeline.PipelineException;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.resample.ResamplingPlan;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Heap that a piece of work will need at its peak, from headers alone, so that work which does not fit is refused with
 * a number before anything is loaded. An upper bound: cropping may make it less.
 *
 * @param bytes of heap, all volumes of the work together
 * @param work what it is for, such as {@code case_00151 at 0.78 x 0.78 x 0.78 mm}
 */
public record MemoryEstimate(long bytes, String work) {
    private static final int PLANES_READ = 16;
    /** Buffers of the readers and writers, tiles, and what the collector needs to move about. */
    private static final long FIXED = 96L << 20;

    private static final double GIB = 1 << 30;

    /**
     * @param channels of the image
     * @param shape array frame
     * @param spacing mm, array frame
     * @param threads that share the work
     */
    public static MemoryEstimate ofPreprocessing(
            String caseId,
            int channels,
            Shape3 shape,
            Spacing spacing,
            PreprocessingParameters parameters,
            int threads) {
        long files = volumes(channels, shape.voxels());
        Shape3 source = shape;
        Spacing current = spacing;
        long rawPeak = 0;
        if (parameters.rawResampling().isPresent()) {
            current = RawResampler.spacing(parameters.rawResampling().get());
            source = newShape(shape, spacing, current);
            // ITK's grid keeps the array frame: planes along the first axis.
            rawPeak = files + volumes(channels, source.voxels()) + passes(shape, source, threads);
            files += volumes(channels, source.voxels());
        }
        AxisOrder order = parameters.transposeForward();
        Shape3 from = order.apply(source);
        Spacing target = CasePreprocessor.targetSpacing(parameters, order.apply(current));
        Shape3 to = newShape(from, order.apply(current), target);
        long croppedLabels = from.voxels();
        long masks = from.voxels() / 4;
        long peak = files + croppedLabels + masks + volumes(channels, to.voxels()) + passes(from, to, threads);
        String at = parameters.spacing().stream()
                .map(mm -> String.format(Locale.ROOT, "%.2f", mm))
                .collect(Collectors.joining(" x "));
        return new MemoryEstimate(Math.max(peak, rawPeak) + FIXED, caseId + " at " + at + " mm");
    }

    /** Of a fingerprint: the files, the masks, and what of it is foreground (all of it at most). */
    public static MemoryEstimate ofFingerprint(String caseId, int channels, Shape3 shape, long foregroundVoxels) {
        long bytes = volumes(channels, shape.voxels()) + shape.voxels() / 4 + 4L * foregroundVoxels * (channels + 3);
        return new MemoryEstimate(bytes + FIXED, "fingerprint of " + caseId);
    }

    /** Of bringing a prediction back: the logits, their classes, and labels on the cropped and on the file's grid. */
    public static MemoryEstimate ofRestoring(String caseId, int classes, CaseProperties properties) {
        long logits = properties.shape().voxels() * (4L * classes + 1);
        long labels = properties.shapeAfterCropping().voxels()
                + properties.shapeBeforeCropping().voxels()
                + properties.rawShape().map(Shape3::voxels).orElse(0L);
        return new MemoryEstimate(logits + labels + FIXED, "prediction of " + caseId);
    }

    /** @throws PipelineException OUT_OF_MEMORY that names the work, what it needs and what there is */
    public void requireAtMost(long budgetBytes) {
        if (bytes > budgetBytes) {
            throw new PipelineException(
                    FailureCode.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "%s needs %.1f GiB, this worker has %.1f GiB; give it more memory or leave the case out",
                            work,
                            bytes / GIB,
                            budgetBytes / GIB));
        }
    }

    /** float32 image and int8 label. */
    private static long volumes(int channels, long voxels) {
        return voxels * (4L * channels + 1);
    }

    /** The volume between the passes, and each thread's planes. */
    private static long passes(Shape3 from, Shape3 to, int threads) {
        long between = 4L * from.z() * to.y() * to.x();
        long perThread = 4L * PLANES_READ * from.y() * from.x() + 8L * to.y() * from.x();
        return between + threads * perThread;
    }

    private static Shape3 newShape(Shape3 shape, Spacing current, Spacing target) {
        return ResamplingPlan.newShape(shape, current, target);
    }
}
