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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Heap that a piece of work will need at its peak, from headers alone, so that work which does not fit is refused with
 * a number before anything is loaded. An upper bound: cropping may make it less.
 *
 * @param bytes of heap, all volumes of the work together
 * @param longestArray values of the longest array that the work makes
 * @param work what it is for, such as {@code case_00151 at 0.78 x 0.78 x 0.78 mm}
 */
public record MemoryEstimate(long bytes, long longestArray, String work) {
    private static final long MOST_VALUES = Integer.MAX_VALUE - 8;
    /** Grids of more voxels come from a wrong voxel size; beyond this, bytes could not be counted in a long. */
    private static final double MOST_VOXELS = 1e14;

    private static final int PLANES_READ = 16;
    /** Buffers of the readers and writers, tiles, and what the collector needs to move about. */
    private static final long FIXED = 96L << 20;
    /** A header does not tell how much of a case is foreground: a quarter is more than organs take. */
    private static final long FOREGROUND_PART = 4;

    private static final double GIB = 1 << 30;

    /** Of work whose arrays all fit. */
    public MemoryEstimate(long bytes, String work) {
        this(bytes, 0, work);
    }

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
        RawGrid raw = RawGrid.of(caseId, channels, shape, spacing, parameters.rawResampling(), threads);
        PlanGrid grid = PlanGrid.of(caseId, raw, parameters);
        return new MemoryEstimate(
                Math.max(grid.preprocessing(channels, raw, threads), raw.peak)
                        + wideLabels(parameters, shape, raw.shape, grid)
                        + FIXED,
                channels * Math.max(raw.shape.voxels(), grid.to.voxels()),
                grid.work(caseId, parameters));
    }

    /**
     * Of a case from its files to the labels that a network gives it, on the grid of its files.
     *
     * @param outputs of the network
     * @param tileBytes that the network's inputs and outputs take in Java's memory
     */
    public static PredictionEstimate ofPrediction(
            String caseId,
            int channels,
            Shape3 shape,
            Spacing spacing,
            PreprocessingParameters parameters,
            int outputs,
            long tileBytes,
            int threads) {
        RawGrid raw = RawGrid.of(caseId, channels, shape, spacing, parameters.rawResampling(), threads);
        PlanGrid grid = PlanGrid.of(caseId, raw, parameters);
        long labels = 2 * raw.shape.voxels() + shape.voxels();
        long wide = wideLabels(parameters, shape, raw.shape, grid);
        return prediction(
                channels,
                outputs,
                grid.to,
                raw.held + grid.to.voxels() + tileBytes + labels + wide,
                Math.max(grid.preprocessing(channels, raw, threads), raw.peak) + wide + FIXED,
                channels * raw.shape.voxels(),
                grid.work(caseId, parameters));
    }

    /** The same of a case that is preprocessed already. */
    public static PredictionEstimate ofPrediction(CaseProperties properties, int outputs, long tileBytes) {
        long labels = properties.shapeAfterCropping().voxels()
                + properties.shapeBeforeCropping().voxels()
                + properties.rawShape().map(Shape3::voxels).orElse(0L);
        return prediction(
                properties.channels(), outputs, properties.shape(), tileBytes + labels, 0, 0, properties.caseId());
    }

    /**
     * The image beside the logits, the weights of their voxels and the strongest class of each.
     *
     * @param more bytes that are held besides
     */
    private static PredictionEstimate prediction(
            int channels, int outputs, Shape3 shape, long more, long preprocessing, long longestArray, String work) {
        long plane = shape.voxels() / shape.z();
        return new PredictionEstimate(
                4L * channels * shape.voxels() + more + FIXED,
                plane * (4L * (outputs + 1) + 1),
                shape.z(),
                shape.z(),
                preprocessing,
                Math.max(longestArray, channels * shape.voxels()),
                outputs * plane,
                "prediction of " + work);
    }

    /** Of a fingerprint: the files, raw resampling, the masks, and the foreground with its places. */
    public static MemoryEstimate ofFingerprint(
            String caseId, int channels, Shape3 shape, Spacing spacing, Optional<RawResampling> raw, int threads) {
        RawGrid grid = RawGrid.of(caseId, channels, shape, spacing, raw, threads);
        long voxels = grid.shape.voxels();
        // Places, and values of each channel; those of several channels are joined for the store.
        long values = (channels == 1 ? 1L : 2L * channels) * Float.BYTES;
        long foreground = voxels / FOREGROUND_PART * (Integer.BYTES + values);
        long peak = grid.held + masks(grid.shape) + foreground;
        // the labels may need two bytes a voxel, and one of both widths lies there while they are widened
        long wideLabels = 2 * shape.voxels() + (raw.isPresent() ? voxels : 0);
        return new MemoryEstimate(
                Math.max(peak, grid.peak) + wideLabels + FIXED, channels * voxels, "fingerprint of " + caseId);
    }

    /** Of raw resampling alone. */
    public static MemoryEstimate ofRawResampling(
            String caseId, int channels, Shape3 shape, Spacing spacing, RawResampling raw, int threads) {
        RawGrid grid = RawGrid.of(caseId, channels, shape, spacing, Optional.of(raw), threads);
        return new MemoryEstimate(grid.peak + FIXED, channels * grid.shape.voxels(), "raw resampling of " + caseId);
    }

    /** The same work with that many bytes more. */
    public MemoryEstimate plus(long more) {
        return new MemoryEstimate(bytes + more, longestArray, work);
    }

    /** Whether {@link #requireAtMost} has nothing to say. */
    public boolean fits(long budgetBytes) {
        return bytes <= budgetBytes && longestArray <= MOST_VALUES;
    }

    /**
     * Requires that the work fits into a budget.
     *
     * @throws PipelineException OUT_OF_MEMORY that names the work, what it needs and what there is
     */
    public void requireAtMost(long budgetBytes) {
        if (bytes > budgetBytes) {
            throw new PipelineException(
                    FailureCode.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "%s needs %.1f GiB, this worker has %.1f GiB; give it more memory (-Xmx; of a service also"
                                    + " NEPHRITE_MEMORY_GIB), leave the case out, or check the voxel size in its header",
                            work,
                            bytes / GIB,
                            budgetBytes / GIB));
        }
        if (longestArray > MOST_VALUES) {
            throw new PipelineException(
                    FailureCode.OUT_OF_MEMORY,
                    work + " needs an array of " + longestArray + " values; expected at most " + MOST_VALUES
                            + ", which is all that Java holds in one; choose a coarser spacing, leave the case out, or"
                            + " check the voxel size in its header");
        }
    }

    /** What label maps take beyond one byte a voxel where labels above 127 are declared. */
    private static long wideLabels(PreprocessingParameters parameters, Shape3 file, Shape3 raw, PlanGrid grid) {
        boolean wide = parameters.classes().stream().flatMap(List::stream).anyMatch(label -> label > Byte.MAX_VALUE);
        return wide ? 2 * file.voxels() + raw.voxels() + grid.from.voxels() + grid.to.voxels() : 0;
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

    private static void requireCountable(String caseId, Shape3 shape, Spacing current, Spacing target) {
        double voxels = 1;
        for (int axis = 0; axis < 3; axis++) {
            voxels *= Math.rint(shape.get(axis) * current.get(axis) / target.get(axis));
        }
        if (!(voxels <= MOST_VOXELS)) {
            throw new PipelineException(
                    FailureCode.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "%s: %s voxels of %s mm make %.1e voxels of %s mm; check the voxel size in its header",
                            caseId,
                            shape,
                            Arrays.toString(current.toArray()),
                            voxels,
                            Arrays.toString(target.toArray())));
        }
    }

    /**
     * The grid of the plans.
     *
     * @param from before resampling, plan frame
     * @param to after it
     */
    private record PlanGrid(Shape3 from, Shape3 to) {
        static PlanGrid of(String caseId, RawGrid raw, PreprocessingParameters parameters) {
            AxisOrder order = parameters.transposeForward();
            Shape3 from = order.apply(raw.shape);
            Spacing current = order.apply(raw.spacing);
            Spacing target = CasePreprocessor.targetSpacing(parameters, current);
            requireCountable(caseId, from, current, target);
            try {
                return new PlanGrid(from, ResamplingPlan.newShape(from, current, target));
            } catch (IllegalArgumentException e) {
                throw new PipelineException(FailureCode.INVALID_CASE, caseId + ": " + e.getMessage(), e);
            }
        }

        /** Heap from the files to the volumes on this grid. */
        long preprocessing(int channels, RawGrid raw, int threads) {
            long croppedLabels = from.voxels();
            return raw.held + croppedLabels + masks(from) + volumes(channels, to.voxels()) + passes(from, to, threads);
        }

        String work(String caseId, PreprocessingParameters parameters) {
            return caseId + " at "
                    + parameters.spacing().stream()
                            .map(mm -> String.format(Locale.ROOT, "%.2f", mm))
                            .collect(Collectors.joining(" x "))
                    + " mm";
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
        static RawGrid of(
                String caseId, int channels, Shape3 shape, Spacing spacing, Optional<RawResampling> raw, int threads) {
            long files = volumes(channels, shape.voxels());
            // One file per channel: all of them, and the image that they are joined to.
            long read = channels == 1 ? files : 8L * channels * shape.voxels();
            if (raw.isEmpty()) {
                return new RawGrid(shape, spacing, files, read);
            }
            Spacing target = RawResampler.spacing(raw.get());
            requireCountable(caseId, shape, spacing, target);
            ItkResampler resampler = new ItkResampler(shape, spacing, target, threads);
            Shape3 resampled = resampler.newShape();
            long held = files + volumes(channels, resampled.voxels());
            return new RawGrid(resampled, target, held, Math.max(read, held + resampler.workingBytes()));
        }
    }
}
