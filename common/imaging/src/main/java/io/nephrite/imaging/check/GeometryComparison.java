package io.nephrite.imaging.check;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.Severity;
import io.nephrite.core.geometry.Affine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a file lies on the grid of the case's first image.
 *
 * <p>Reference: nnU-Net's integrity check (numpy's allclose with rtol 1e-5, atol 1e-8), where origin and direction only
 * warn. Here they are errors, unless they differ by no more than what writing one affine as a quaternion and another as
 * a matrix in float32 does: that warns.
 */
final class GeometryComparison {
    private static final double RELATIVE = 1e-5;
    private static final double ABSOLUTE = 1e-8;
    private static final double ROUNDING_MM = 1e-3;
    private static final double ROUNDING_COSINE = 1e-4;

    private GeometryComparison() {}

    static List<Fault> of(ImageFacts reference, ImageFacts other) {
        List<Fault> faults = new ArrayList<>();
        if (!reference.shape().equals(other.shape())) {
            faults.add(Fault.of(
                    FaultCode.SHAPE_DIFFERS,
                    "shape " + other.shape() + " (z, y, x)",
                    "shape " + reference.shape() + " as in " + reference.file()));
        }
        double[] spacing = other.spacing().toArray();
        double[] expected = reference.spacing().toArray();
        if (!close(spacing, expected, ABSOLUTE)) {
            faults.add(Fault.of(
                    FaultCode.SPACING_DIFFERS,
                    "spacing " + Arrays.toString(spacing) + " mm (z, y, x)",
                    Arrays.toString(expected) + " as in " + reference.file()));
        }
        compare(
                FaultCode.ORIGIN_DIFFERS,
                "origin",
                " mm",
                other.affine().origin(),
                reference.affine().origin(),
                ROUNDING_MM,
                reference,
                faults);
        compare(
                FaultCode.DIRECTION_DIFFERS,
                "direction",
                "",
                flat(other.affine()),
                flat(reference.affine()),
                ROUNDING_COSINE,
                reference,
                faults);
        return faults;
    }

    private static void compare(
            FaultCode code,
            String name,
            String unit,
            double[] seen,
            double[] expected,
            double rounding,
            ImageFacts reference,
            List<Fault> faults) {
        if (close(seen, expected, ABSOLUTE)) {
            return;
        }
        Fault fault = Fault.of(
                code,
                name + " " + Arrays.toString(seen) + unit,
                Arrays.toString(expected) + unit + " as in " + reference.file());
        faults.add(close(seen, expected, rounding) ? fault.as(Severity.WARNING) : fault);
    }

    private static double[] flat(Affine affine) {
        return Arrays.stream(affine.direction()).flatMapToDouble(Arrays::stream).toArray();
    }

    // phrased so that NaN is not close
    private static boolean close(double[] a, double[] b, double absolute) {
        for (int i = 0; i < a.length; i++) {
            if (!(Math.abs(a[i] - b[i]) <= absolute + RELATIVE * Math.abs(b[i]))) {
                return false;
            }
        }
        return true;
    }
}
