package io.nephrite.core.planning;

import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.Quantile;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.Spacing;
import java.util.Arrays;

/**
 * The spacing of the full resolution, and what led to it. Frame: array.
 *
 * @param spacing mm
 * @param median per axis over the cases, mm
 * @param worstAxis the axis with the largest median spacing
 * @param anisotropicSpacing the worst axis is more than 3 times coarser than the others
 * @param anisotropicVoxels the worst axis has less than a third of the others' voxels
 */
record TargetSpacing(
        Spacing spacing, Spacing median, int worstAxis, boolean anisotropicSpacing, boolean anisotropicVoxels) {
    private static final double ANISOTROPY_THRESHOLD = 3;

    static TargetSpacing of(DatasetFingerprint fingerprint) {
        double[] target = percentiles(fingerprint, 50);
        int worst = 0;
        for (int d = 1; d < 3; d++) {
            if (target[d] > target[worst]) {
                worst = d;
            }
        }
        double othersSpacing = 0;
        double othersVoxels = Double.POSITIVE_INFINITY;
        for (int d = 0; d < 3; d++) {
            if (d != worst) {
                othersSpacing = Math.max(othersSpacing, target[d]);
                othersVoxels = Math.min(othersVoxels, medianVoxels(fingerprint, d));
            }
        }
        boolean anisotropicSpacing = target[worst] > ANISOTROPY_THRESHOLD * othersSpacing;
        boolean anisotropicVoxels = medianVoxels(fingerprint, worst) * ANISOTROPY_THRESHOLD < othersVoxels;
        Spacing median = Spacing.of(target);
        if (anisotropicSpacing && anisotropicVoxels) {
            double fine = percentiles(fingerprint, 10)[worst];
            target[worst] = fine < othersSpacing ? othersSpacing + 1e-5 : fine;
        }
        return new TargetSpacing(Spacing.of(target), median, worst, anisotropicSpacing, anisotropicVoxels);
    }

    /** Whether the worst axis got the 10th percentile in place of the median. */
    boolean anisotropyRuleHit() {
        return anisotropicSpacing && anisotropicVoxels;
    }

    /** The coarsest axis first, the others in their order. */
    AxisOrder transposeForward() {
        double[] s = spacing.toArray();
        int coarsest = 0;
        for (int d = 1; d < 3; d++) {
            if (s[d] > s[coarsest]) {
                coarsest = d;
            }
        }
        return switch (coarsest) {
            case 0 -> AxisOrder.IDENTITY;
            case 1 -> AxisOrder.of(1, 0, 2);
            default -> AxisOrder.of(2, 0, 1);
        };
    }

    /** Percentile of the cases' spacings per axis, mm. */
    static double[] percentiles(DatasetFingerprint fingerprint, double percent) {
        double[] result = new double[3];
        Arrays.setAll(
                result,
                d -> Quantile.percentile(
                        percent,
                        fingerprint.spacings().stream()
                                .mapToDouble(s -> s.get(d))
                                .toArray()));
        return result;
    }

    private static double medianVoxels(DatasetFingerprint fingerprint, int axis) {
        return Quantile.percentile(
                50,
                fingerprint.shapesAfterCrop().stream()
                        .mapToDouble(s -> s.get(axis))
                        .toArray());
    }
}
