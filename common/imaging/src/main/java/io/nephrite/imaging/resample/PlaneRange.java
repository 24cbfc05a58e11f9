package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;

/**
 * Neighbouring planes of a volume, along its first axis.
 *
 * @param first index of the first one
 * @param end index behind the last one
 */
public record PlaneRange(int first, int end) {
    public PlaneRange {
        if (first < 0 || end <= first) {
            throw new IllegalArgumentException("planes " + first + " to " + end + " are none");
        }
    }

    /** All planes of a volume. */
    public static PlaneRange all(Shape3 shape) {
        return new PlaneRange(0, shape.z());
    }

    public int count() {
        return end - first;
    }

    /** The part of a volume that these planes are. */
    public Shape3 of(Shape3 shape) {
        if (end > shape.z()) {
            throw new IllegalArgumentException("planes up to " + end + " are not in a volume of shape " + shape);
        }
        return new Shape3(count(), shape.y(), shape.x());
    }
}
