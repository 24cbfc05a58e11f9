package io.nephrite.learning.augment;

import java.util.ArrayList;
import java.util.List;

/**
 * The voxels of a ball, or of a disk in the plane of y and x, as nnU-Net lays them out: a box of {@code size} voxels
 * per axis, whose voxel {@code (size − 1) / 2} comes to lie on the voxel that is looked at. With an even size, and with
 * any disk, the element is off centre by half a voxel or more.
 *
 * <p>Reference: skimage.morphology.ball and disk as batchgeneratorsv2 0.3.6 calls them with a real radius.
 */
final class StructuringElement {
    private final List<Run> runs = new ArrayList<>();
    private int voxels;

    /**
     * Neighbouring voxels of a row, relative to the voxel that is looked at.
     *
     * @param first offset along x
     * @param last included
     */
    record Run(int z, int y, int first, int last) {}

    private StructuringElement(double[] z, double[] plane, double radius) {
        int originZ = (z.length - 1) / 2;
        int origin = (plane.length - 1) / 2;
        double most = radius * radius;
        for (int k = 0; k < z.length; k++) {
            for (int j = 0; j < plane.length; j++) {
                int i = 0;
                while (i < plane.length) {
                    int first = i;
                    while (i < plane.length && isInside(z[k], plane[j], plane[i], most)) {
                        i++;
                    }
                    if (i > first) {
                        runs.add(new Run(k - originZ, j - origin, first - origin, i - 1 - origin));
                        voxels += i - first;
                    }
                    i++;
                }
            }
        }
    }

    /** The order of the sum decides by its rounding which voxels at the rim belong to it. */
    private static boolean isInside(double z, double y, double x, double most) {
        return x * x + y * y + z * z <= most;
    }

    /** @param radius in voxels, at least 0.5 */
    static StructuringElement ball(double radius) {
        double[] coordinates = new double[(int) (2 * radius + 1)];
        double step = 2 * radius / (coordinates.length - 1);
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = i * step - radius;
        }
        return new StructuringElement(coordinates, coordinates, radius);
    }

    /**
     * In the plane of y and x.
     *
     * @param radius in voxels
     */
    static StructuringElement disk(double radius) {
        double[] coordinates = new double[(int) Math.ceil(2 * radius + 1)];
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = i - radius;
        }
        return new StructuringElement(new double[] {0}, coordinates, radius);
    }

    List<Run> runs() {
        return runs;
    }

    int voxels() {
        return voxels;
    }
}
