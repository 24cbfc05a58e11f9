package io.nephrite.core.plans;

/**
 * Sizes of the patches of a configuration, three axes in the plan frame; a 2D patch is one slice, (1, y, x). Arrays are
 * not to be written.
 *
 * @param patch what the network gets
 * @param initial what is cut out for augmentation: large enough that no corner is missing after a rotation
 * @param planar whether rotation and scaling stay in the plane of the last two axes (2D, or strongly anisotropic)
 * @param maxRotation largest angle, radians
 */
@SuppressWarnings("ArrayRecordComponent") // read by inner loops; never handed to others
public record PatchGeometry(int[] patch, int[] initial, boolean planar, boolean twoDimensional, double maxRotation) {
    private static final double DUMMY_2D_ANISOTROPY = 3;
    private static final double NARROW_2D = 1.5;
    /** Smallest factor of the scaling that the initial patch allows for. */
    private static final double SCALE = 0.85;

    public static PatchGeometry of(ConfigurationPlan plan) {
        return of(plan.patchSize());
    }

    /**
     * Makes the geometry of patches of that size.
     *
     * @param patchSize 2 or 3 values
     */
    public static PatchGeometry of(int... patchSize) {
        return patchSize.length == 2 ? of2d(patchSize) : of3d(patchSize);
    }

    private static PatchGeometry of2d(int... p) {
        double ratio = (double) Math.max(p[0], p[1]) / Math.min(p[0], p[1]);
        double rotation = Math.toRadians(ratio > NARROW_2D ? 15 : 180);
        double angle = Math.min(Math.PI / 2, rotation);
        double[] rotated = rotate(0, p[0], p[1], 0, angle);
        int[] initial = {
            1, (int) (Math.max(p[0], rotated[1]) / SCALE), (int) (Math.max(p[1], rotated[2]) / SCALE),
        };
        return new PatchGeometry(new int[] {1, p[0], p[1]}, initial, true, true, rotation);
    }

    private static PatchGeometry of3d(int... p) {
        boolean planar = (double) Math.max(p[0], Math.max(p[1], p[2])) / p[0] > DUMMY_2D_ANISOTROPY;
        double rotation = Math.toRadians(planar ? 180 : 30);
        double angle = Math.min(Math.PI / 2, rotation);
        double[] largest = {p[0], p[1], p[2]};
        for (int axis = 0; axis < 3; axis++) {
            double[] rotated = rotate(p[0], p[1], p[2], axis, angle);
            for (int i = 0; i < 3; i++) {
                largest[i] = Math.max(largest[i], rotated[i]);
            }
        }
        int[] initial = new int[3];
        for (int i = 0; i < 3; i++) {
            initial[i] = (int) (largest[i] / SCALE);
        }
        if (planar) {
            initial[0] = p[0];
        }
        return new PatchGeometry(p.clone(), initial, planar, false, rotation);
    }

    /** |(a, b, c) · R| for a rotation about one axis. */
    private static double[] rotate(double a, double b, double c, int axis, double angle) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double[] rotated = switch (axis) {
            case 0 -> new double[] {a, b * cos + c * sin, -b * sin + c * cos};
            case 1 -> new double[] {a * cos - c * sin, b, a * sin + c * cos};
            default -> new double[] {a * cos + b * sin, -a * sin + b * cos, c};
        };
        for (int i = 0; i < 3; i++) {
            rotated[i] = Math.abs(rotated[i]);
        }
        return rotated;
    }

    public int patchVoxels() {
        return patch[0] * patch[1] * patch[2];
    }

    public int initialVoxels() {
        return initial[0] * initial[1] * initial[2];
    }
}
