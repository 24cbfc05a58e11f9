package io.nephrite.imaging.preprocess;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.fingerprint.IntensityProperties;
import io.nephrite.core.plans.NormalizationScheme;
import io.nephrite.core.plans.PreprocessingOrder;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.volume.LabelArray;

/**
 * Normalises one channel in float32 with the roundings of numpy: clamp, subtract, divide. Made for one case, from the
 * statistics that its scheme needs. Thread-safe.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code default_normalization_schemes}; v1
 * {@code PreprocessorFor2D.resample_and_normalize}.
 */
final class IntensityNormalizer {
    private static final float FLOOR = 1e-8f;

    private final float low;
    private final float high;
    private final float shift;
    private final float divisor;
    private final Outside outside;

    /** What becomes of voxels outside of the mask. */
    private enum Outside {
        NORMALIZED,
        UNCHANGED,
        ZERO
    }

    private IntensityNormalizer(float low, float high, double shift, double divisor, Outside outside) {
        this.low = low;
        this.high = high;
        this.shift = (float) shift;
        this.divisor = (float) divisor;
        this.outside = outside;
    }

    /** Whether {@link #of} needs the statistics of the case. */
    static boolean needsStatistics(PreprocessingParameters parameters, int channel) {
        return switch (parameters.normalizationSchemes().get(channel)) {
            case Z_SCORE, RESCALE_TO_01, RGB_TO_01 -> true;
            case CT, NONE -> false;
        };
    }

    /** Whether the statistics are those of the voxels within the mask. */
    static boolean usesMask(PreprocessingParameters parameters, int channel) {
        return parameters.useMaskForNorm().get(channel)
                && parameters.normalizationSchemes().get(channel) == NormalizationScheme.Z_SCORE;
    }

    /** @param statistics of the channel, within the mask where the plans use one */
    static IntensityNormalizer of(
            String caseId, PreprocessingParameters parameters, int channel, IntensityStatisticsOfCase statistics) {
        boolean v1 = parameters.order() == PreprocessingOrder.V1;
        boolean masked = parameters.useMaskForNorm().get(channel);
        return switch (parameters.normalizationSchemes().get(channel)) {
            case CT -> ct(parameters.intensityProperties().get(Integer.toString(channel)), v1, masked);
            case Z_SCORE -> zScore(statistics, v1, masked);
            case NONE -> plain(0, 1);
            case RESCALE_TO_01 ->
                plain((float) statistics.low(), Math.max((float) statistics.high() - (float) statistics.low(), FLOOR));
            case RGB_TO_01 -> rgb(caseId, statistics);
        };
    }

    private static IntensityNormalizer ct(IntensityProperties p, boolean v1, boolean masked) {
        double std = v1 ? p.std() : Math.max(p.std(), FLOOR);
        // nnU-Net v2 ignores the mask for CT.
        Outside outside = v1 && masked ? Outside.ZERO : Outside.NORMALIZED;
        return new IntensityNormalizer((float) p.percentile005(), (float) p.percentile995(), p.mean(), std, outside);
    }

    private static IntensityNormalizer zScore(IntensityStatisticsOfCase s, boolean v1, boolean masked) {
        double std = v1 ? (float) s.std() + FLOOR : Math.max((float) s.std(), FLOOR);
        Outside outside = !masked ? Outside.NORMALIZED : v1 ? Outside.ZERO : Outside.UNCHANGED;
        return new IntensityNormalizer(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, s.mean(), std, outside);
    }

    private static IntensityNormalizer rgb(String caseId, IntensityStatisticsOfCase s) {
        if (s.low() < 0 || s.high() > 255) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    "%s: intensities from %s to %s are no RGB values from 0 to 255; name the channel otherwise"
                            .formatted(caseId, s.low(), s.high()));
        }
        return plain(0, 255);
    }

    private static IntensityNormalizer plain(double shift, double divisor) {
        return new IntensityNormalizer(
                Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, shift, divisor, Outside.NORMALIZED);
    }

    /**
     * Normalises in place.
     *
     * @param labels label of {@code values[from + i]} is {@code labels[labelsFrom + i]}; below 0 is outside of the mask
     */
    void apply(float[] values, int from, int count, LabelArray labels, int labelsFrom) {
        if (outside == Outside.NORMALIZED) {
            applyToAll(values, from, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            if (labels.get(labelsFrom + i) >= 0) {
                values[from + i] = normalized(values[from + i]);
            } else if (outside == Outside.ZERO) {
                values[from + i] = 0;
            }
        }
    }

    private void applyToAll(float[] values, int from, int count) {
        for (int i = from; i < from + count; i++) {
            values[i] = normalized(values[i]);
        }
    }

    private float normalized(float value) {
        float clamped = value < low ? low : value > high ? high : value;
        return (clamped - shift) / divisor;
    }
}
