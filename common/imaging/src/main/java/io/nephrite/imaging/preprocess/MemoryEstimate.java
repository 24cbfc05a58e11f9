package io.nephrite.imaging.preprocess;

import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.resample.ItkResampler;
import io.nephrite.imaging.resample.ResamplingPlan;
import java.util.Locale;
import java.util.Optional;
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
    /** A header does not tell how much of a case is foreground: a quarter is more than organs take. */
    private static final long FOREGROUND_PART = 4;

    private static final double GIB = 1 << 30;

    /**
     * Of a case from its files to its stored volumes.
     *
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
        RawGrid raw = RawGrid.of(channels, shape, spacing, parameters.rawResampling(), threads);
        AxisOrder order = parameters.transposeForward();
        Shape3 from = order.apply(raw.shape);
        Spacing current = order.apply(raw.spacing);
        Shape3 to = newShape(caseId, from, current, CasePreprocessor.targetSpacing(parameters, current));
        long croppedLabels = from.voxels();
        long peak = raw.held + croppedLabels + masks(from) + volumes(channels, to.voxels()) + passes(from, to, threads);
        String at = parameters.spacing().stream()
                .map(mm -> String.format(Locale.ROOT, "%.2f", mm))
                .collect(Collectors.joining(" x "));
        return new MemoryEstimate(Math.max(peak, raw.peak) + FIXED, caseId + " at " + at + " mm");
    }

    /** Of a fingerprint: the files, raw resampling, the masks, and the foreground with its places. */
    public static MemoryEstimate ofFingerprint(
            String caseId, int channels, Shape3 shape, Spacing spacing, Optional<RawResampling> raw, int threads) {
        RawGrid grid = RawGrid.of(channels, shape, spacing, raw, threads);
        long voxels = grid.shape.voxels();
        // Places are collected in an array that grows by doubling; values of all channels are joined for the store.
        long foreground = voxels / FOREGROUND_PART * (2 * Integer.BYTES + 2L * Float.BYTES * channels);
        long peak = grid.held + masks(grid.shape) + foreground;
        return new MemoryEstimate(Math.max(peak, grid.peak) + FIXED, "fingerprint of " + caseId);
    }

    /** Of raw resampling alone. */
    public static MemoryEstimate ofRawResampling(
            String caseId, int channels, Shape3 shape, Spacing spacing, RawResampling raw, int threads) {
        return new MemoryEstimate(
                RawGrid.of(channels, shape, spacing, Optional.of(raw), threads).peak + FIXED,
                "raw resampling of " + caseId);
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
                            "%s needs %.1f GiB, this worker has %.1f GiB; give it more memory (-Xmx; of a service also"
                                    + " NEPHRITE_MEMORY_GIB) or leave the case out",
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

    private static Shape3 newShape(String caseId, Shape3 shape, Spacing current, Spacing target) {
        try {
            return ResamplingPlan.newShape(shape, current, target);
        } catch (IllegalArgumentException e) {
            throw new PipelineException(FailureCode.INVALID_CASE, caseId + ": " + e.getMessage(), e);
        }
    }

    /** The mask of what is not 0 and that of what is outside: a bit per voxel each. */
    private static long masks(Shape3 shape) {
        return shape.voxels() / 4;
    }

    /**
     * What the rest of the work starts from.
     *
     * @param held bytes of the files' volumes, and of the resampled ones where there are any
     * @param peak bytes while it is made
     */
    private record RawGrid(Shape3 shape, Spacing spacing, long held, long peak) {
        static RawGrid of(int channels, Shape3 shape, Spacing spacing, Optional<RawResampling> raw, int threads) {
            long files = volumes(channels, shape.voxels());
            // One file per channel: all of them, and the image that they are joined to.
            long read = channels == 1 ? files : 8L * channels * shape.voxels();
            if (raw.isEmpty()) {
                return new RawGrid(shape, spacing, files, read);
            }
            Spacing target = RawResampler.spacing(raw.get());
            Shape3 resampled = new ItkResampler(shape, spacing, target, threads).newShape();
            long held = files + volumes(channels, resampled.voxels());
            return new RawGrid(resampled, target, held, Math.max(read, held + passes(shape, resampled, threads)));
        }
    }
}
