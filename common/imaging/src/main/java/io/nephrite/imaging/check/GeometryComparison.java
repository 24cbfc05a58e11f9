package io.nephrite.imaging.check;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.Severity;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.format.HeaderFindings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether the files of a case lie on one grid: each is compared with the first image that has a shape, a spacing, a
 * position at all. What a file does not have cannot differ; the fault of its own says why.
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

    /** @param files of a case, the label last */
    static List<Fault> of(List<FileCheck> files) {
        List<Fault> faults = new ArrayList<>();
        compare(files, HeaderFindings::shape, GeometryComparison::shape, faults);
        compare(files, HeaderFindings::spacing, GeometryComparison::spacing, faults);
        compare(files, h -> h.affine().map(Affine::origin), GeometryComparison::origin, faults);
        compare(files, h -> h.affine().flatMap(GeometryComparison::axes), GeometryComparison::direction, faults);
        return faults;
    }

    private static <T> void compare(
            List<FileCheck> files, Function<HeaderFindings, Optional<T>> part, Rule<T> rule, List<Fault> faults) {
        List<FileCheck> having =
                files.stream().filter(f -> f.tells(part).isPresent()).toList();
        for (FileCheck other : having.subList(Math.min(1, having.size()), having.size())) {
            FileCheck reference = having.get(0);
            rule.fault(other.tells(part).get(), reference.tells(part).get(), " as in " + reference.file())
                    .ifPresent(f -> faults.add(f.in(other.file())));
        }
    }

    private static Optional<Fault> shape(Shape3 seen, Shape3 expected, String source) {
        return seen.equals(expected)
                ? Optional.empty()
                : Optional.of(Fault.of(
                        FaultCode.SHAPE_DIFFERS, "shape " + seen + " (z, y, x)", "shape " + expected + source));
    }

    private static Optional<Fault> spacing(Spacing seen, Spacing expected, String source) {
        double[] a = seen.toArray();
        double[] b = expected.toArray();
        return close(a, b, ABSOLUTE)
                ? Optional.empty()
                : Optional.of(Fault.of(
                        FaultCode.SPACING_DIFFERS,
                        "spacing " + Arrays.toString(a) + " mm (z, y, x)",
                        Arrays.toString(b) + source));
    }

    private static Optional<Fault> origin(double[] seen, double[] expected, String source) {
        return position(FaultCode.ORIGIN_DIFFERS, "origin", " mm", seen, expected, source, ROUNDING_MM);
    }

    private static Optional<Fault> direction(double[] seen, double[] expected, String source) {
        return position(FaultCode.DIRECTION_DIFFERS, "direction", "", seen, expected, source, ROUNDING_COSINE);
    }

    private static Optional<Fault> position(
            FaultCode code,
            String name,
            String unit,
            double[] seen,
            double[] expected,
            String source,
            double rounding) {
        if (close(seen, expected, ABSOLUTE)) {
            return Optional.empty();
        }
        Fault fault =
                Fault.of(code, name + " " + Arrays.toString(seen) + unit, Arrays.toString(expected) + unit + source);
        return Optional.of(close(seen, expected, rounding) ? fault.as(Severity.WARNING) : fault);
    }

    /** Empty where an axis has no length, as the third of a planar image may. */
    private static Optional<double[]> axes(Affine affine) {
        return Optional.of(Arrays.stream(affine.direction())
                        .flatMapToDouble(Arrays::stream)
                        .toArray())
                .filter(d -> Arrays.stream(d).allMatch(Double::isFinite));
    }

    private static boolean close(double[] a, double[] b, double absolute) {
        for (int i = 0; i < a.length; i++) {
            if (Math.abs(a[i] - b[i]) > absolute + RELATIVE * Math.abs(b[i])) {
                return false;
            }
        }
        return true;
    }

    /** Says what is wrong about a part of the geometry, where it is not as in the reference. */
    private interface Rule<T> {
        Optional<Fault> fault(T seen, T expected, String source);
    }
}
