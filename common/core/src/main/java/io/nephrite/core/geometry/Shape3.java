package io.nephrite.core.geometry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Number of voxels along each axis of a volume. Frame: array (z, y, x) or plan, as the owning field says. */
public record Shape3(int z, int y, int x) {
    public Shape3 {
        if (z <= 0 || y <= 0 || x <= 0) {
            throw new IllegalArgumentException("shape must be > 0: (" + z + ", " + y + ", " + x + ")");
        }
    }

    /**
     * Makes a shape from its three lengths.
     *
     * @param voxels three values, slowest axis first
     */
    @JsonCreator
    public static Shape3 of(int[] voxels) {
        if (voxels.length != 3) {
            throw new IllegalArgumentException("shape needs 3 values, found " + voxels.length);
        }
        return new Shape3(voxels[0], voxels[1], voxels[2]);
    }

    @JsonValue
    public int[] toArray() {
        return new int[] {z, y, x};
    }

    /**
     * Returns the number of voxels along an axis.
     *
     * @param axis 0 = z (slowest) … 2 = x (fastest)
     */
    public int get(int axis) {
        return switch (axis) {
            case 0 -> z;
            case 1 -> y;
            case 2 -> x;
            default -> throw new IndexOutOfBoundsException(axis);
        };
    }

    public long voxels() {
        return (long) z * y * x;
    }

    @Override
    public String toString() {
        return "(" + z + ", " + y + ", " + x + ")";
    }
}
