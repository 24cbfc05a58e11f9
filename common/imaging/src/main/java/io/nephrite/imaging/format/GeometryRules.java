package io.nephrite.imaging.format;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What every format's geometry must fulfil, and how nnU-Net's ITK reader sees it. */
public final class GeometryRules {
    private static final double PLANAR_THICKNESS = 999;
    private static final double SHEAR_TOLERANCE = 1e-3;
    /** Beyond 1e30 mm sums of spacings overflow; no scanner measures a kilometre. */
    private static final double LARGEST_SPACING = 1e6;

    /** A body, an organ or a specimen that is smaller or larger than these is more likely given in another unit. */
    private static final double SMALLEST_EXTENT_MM = 1;

    private static final double LARGEST_EXTENT_MM = 10_000;

    private GeometryRules() {}

    /**
     * Makes a spacing from the sizes of a file's voxels.
     *
     * @param mm along x, y and, where there is one, z
     * @return array frame; of a planar image z is 999 times the larger of the others, as nnU-Net has it
     */
    public static Spacing spacing(double... mm) {
        double z = mm.length == 2 ? PLANAR_THICKNESS * Math.max(mm[0], mm[1]) : mm[2];
        return new Spacing(z, mm[1], mm[0]);
    }

    /**
     * Whether sizes can be steps between voxels.
     *
     * @param name of the field, for messages
     */
    public static boolean steps(String name, double[] mm, List<Fault> faults) {
        String seen = name + " " + Arrays.toString(mm);
        if (!Arrays.stream(mm).allMatch(Double::isFinite)) {
            faults.add(Fault.of(FaultCode.HEADER_NOT_FINITE, seen, "finite values"));
            return false;
        }
        if (!Arrays.stream(mm).allMatch(v -> v > 0 && v < LARGEST_SPACING)) {
            faults.add(Fault.of(FaultCode.PIXDIM_NOT_POSITIVE, seen, "voxel sizes above 0 and below 1e6 mm"));
            return false;
        }
        return true;
    }

    /**
     * Whether the axes of an affine can be followed; says where they are not at right angles.
     *
     * @param count file axes that have a meaning: 2 or 3
     * @param name of the field, for messages
     */
    public static boolean axes(Affine affine, int count, String name, List<Fault> faults) {
        if (!affine.isFinite()) {
            faults.add(Fault.of(FaultCode.HEADER_NOT_FINITE, name + " " + affine, "finite values"));
            return false;
        }
        double shear = affine.shear();
        if (!IntStream.range(0, count).allMatch(a -> affine.step(a) > 0) || (count == 3 && !Double.isFinite(shear))) {
            faults.add(Fault.of(FaultCode.AFFINE_DEGENERATE, "affine " + affine, "axes with a length"));
            return false;
        }
        if (shear > SHEAR_TOLERANCE) {
            faults.add(Fault.of(
                    FaultCode.AFFINE_SHEARED,
                    String.format(
                            Locale.ROOT,
                            "axes at %.2f° to each other: %s",
                            Math.toDegrees(Math.acos(Math.min(1, shear))),
                            affine),
                    "axes at right angles"));
        }
        return true;
    }

    /**
     * Warns of an image that is far too small or too large for a body, in whatever unit it was declared.
     *
     * @param planar leaves z out
     */
    public static void extent(Shape3 shape, Spacing spacing, boolean planar, List<Fault> faults) {
        int[] size = {shape.x(), shape.y(), shape.z()};
        double[] mm = {size[0] * spacing.x(), size[1] * spacing.y(), size[2] * spacing.z()};
        double[] seen = Arrays.copyOf(mm, planar ? 2 : 3);
        double longest = Arrays.stream(seen).max().orElseThrow();
        if (longest < SMALLEST_EXTENT_MM || longest > LARGEST_EXTENT_MM) {
            boolean small = longest < SMALLEST_EXTENT_MM;
            faults.add(Fault.of(
                    FaultCode.SIZE_IMPLAUSIBLE,
                    "an image of " + text(seen, 1) + " mm (x, y, z) as it is read",
                    "a longest side of " + text(new double[] {SMALLEST_EXTENT_MM}, 1) + " to "
                            + text(new double[] {LARGEST_EXTENT_MM}, 1) + " mm; if the sizes are meant in "
                            + (small ? "metres" : "micrometres") + ", the image is "
                            + text(seen, small ? 1000 : 1e-3) + " mm"));
        }
    }

    private static String text(double[] mm, double factor) {
        return Arrays.stream(mm)
                .mapToObj(v -> new BigDecimal(v * factor)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString())
                .collect(Collectors.joining(" x "));
    }
}
