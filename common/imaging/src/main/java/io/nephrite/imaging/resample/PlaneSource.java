package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;

/**
 * A volume that is read plane by plane (first axis), so that cropping, transposing and normalising need no copy of the
 * whole. Thread-safe.
 */
public interface PlaneSource {
    Shape3 shape();

    /** Writes {@code count} planes from {@code first} on to the start of {@code target}, in C order. */
    void read(int first, int count, float[] target);

    /** A channel that lies in an array in C order. */
    static PlaneSource of(float[] voxels, int offset, Shape3 shape) {
        int plane = shape.y() * shape.x();
        return new PlaneSource() {
            @Override
            public Shape3 shape() {
                return shape;
            }

            @Override
            public void read(int first, int count, float[] target) {
                System.arraycopy(voxels, offset + first * plane, target, 0, count * plane);
            }
        };
    }
}
