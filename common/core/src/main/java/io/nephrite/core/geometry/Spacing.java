package io.nephrite.core.geometry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Voxel spacing of a volume. Unit mm; frame: array (z, y, x) or plan, as the owning field says. */
public record Spacing(double z, double y, double x) {
    public Spacing {
        // phrased so that NaN fails too
        if (!(z > 0 && y > 0 && x > 0) || Double.isInfinite(z + y + x)) {
            throw new IllegalArgumentException("spacing must be > 0 mm: (" + z + ", " + y + ", " + x + ")");
        }
    }

    /**
     * Makes a spacing from its three lengths.
     *
     * @param mm three values, slowest axis first
     */
    @JsonCreator
    public static Spacing of(double[] mm) {
        if (mm.length != 3) {
            throw new IllegalArgumentException("spacing needs 3 values, found " + mm.length);
        }
        return new Spacing(mm[0], mm[1], mm[2]);
    }

    @JsonValue
    public double[] toArray() {
        return new double[] {z, y, x};
    }

    /**
     * Returns the spacing along an axis in mm.
     *
     * @param axis 0 = z (slowest) … 2 = x (fastest)
     */
    public double get(int axis) {
        return switch (axis) {
            case 0 -> z;
            case 1 -> y;
            case 2 -> x;
            default -> throw new IndexOutOfBoundsException(axis);
        };
    }

    /** Largest spacing divided by the smallest. */
    public double anisotropy() {
        return Math.max(z, Math.max(y, x)) / Math.min(z, Math.min(y, x));
    }
}
