package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The steps that resample a volume from one grid to another by nnU-Net's rules. All values are of one frame, as a
 * rule the plan frame.
 *
 * @param separateAxis the thick axis that is resampled on its own, slice by slice in the other two; empty where all
 *     three are treated alike
 */
public record ResamplingPlan(Shape3 from, Shape3 to, OptionalInt separateAxis) {
    /** A spacing this many times the smallest makes an axis thick. */
    private static final double ANISOTROPY_THRESHOLD = 3;

    /** Rounds half to even, as Python does. */
    public static Shape3 newShape(Shape3 shape, Spacing current, Spacing target) {
        int[] voxels = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            voxels[axis] = (int) Math.rint(current.get(axis) / target.get(axis) * shape.get(axis));
            if (voxels[axis] < 1) {
                throw new IllegalArgumentException(("axis %d: %d voxels of %s mm leave none at %s mm; the"
                                + " image is too thin for the plans: leave it out, or check the voxel size in its"
                                + " header")
                        .formatted(axis, shape.get(axis), current.get(axis), target.get(axis)));
            }
        }
        return Shape3.of(voxels);
    }

    /**
     * Plans the steps from one grid to another.
     *
     * @param forceSeparateZ as in the plans; absent: decided by the spacings
     */
    public static ResamplingPlan of(
            Shape3 from, Shape3 to, Spacing current, Spacing target, Optional<Boolean> forceSeparateZ) {
        boolean separate;
        Spacing deciding = current;
        if (forceSeparateZ.isPresent()) {
            separate = forceSeparateZ.get();
        } else {
            separate = current.anisotropy() > ANISOTROPY_THRESHOLD;
            if (!separate && target.anisotropy() > ANISOTROPY_THRESHOLD) {
                separate = true;
                deciding = target;
            }
        }
        return new ResamplingPlan(from, to, separate ? thickAxis(deciding) : OptionalInt.empty());
    }

    public boolean isIdentity() {
        return from.equals(to);
    }

    /** The single axis of the largest spacing; none where two share it. */
    private static OptionalInt thickAxis(Spacing spacing) {
        double largest = Math.max(spacing.z(), Math.max(spacing.y(), spacing.x()));
        OptionalInt found = OptionalInt.empty();
        for (int axis = 0; axis < 3; axis++) {
            if (largest / spacing.get(axis) == 1) {
                if (found.isPresent()) {
                    return OptionalInt.empty();
                }
                found = OptionalInt.of(axis);
            }
        }
        return found;
    }
}
