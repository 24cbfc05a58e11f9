package io.nephrite.imaging.format;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Spacing;
import java.util.Arrays;

/**
 * Where the voxels of a file lie that speaks in ITK's frame: mm left, posterior, superior. Two axes or three. Holds the
 * numbers as they were read, so that a result can be written with the same to the last bit. Immutable.
 */
public final class ItkGeometry {
    private final double[][] directions;
    private final double[] lengths;
    private final double[][] steps;
    private final double[] origin;

    private ItkGeometry(double[][] directions, double[] lengths, double[][] steps, double[] origin) {
        this.directions = directions;
        this.lengths = lengths;
        this.steps = steps;
        this.origin = origin;
    }

    /**
     * Makes a geometry from the steps between voxels.
     *
     * @param steps from a voxel to the next along each file axis
     * @param origin position of the first voxel
     */
    public static ItkGeometry ofSteps(double[][] steps, double[] origin) {
        double[] lengths = Arrays.stream(steps)
                .mapToDouble(s -> Math.sqrt(Arrays.stream(s).map(v -> v * v).sum()))
                .toArray();
        double[][] directions = new double[steps.length][];
        for (int axis = 0; axis < steps.length; axis++) {
            double length = lengths[axis];
            directions[axis] = Arrays.stream(steps[axis]).map(v -> v / length).toArray();
        }
        return new ItkGeometry(directions, lengths, steps, origin);
    }

    /**
     * Makes a geometry from directions and voxel sizes.
     *
     * @param directions of the file axes; not made unit vectors, as ITK does not
     * @param lengths size of a voxel along each; a negative one turns its axis
     * @param origin position of the first voxel
     */
    public static ItkGeometry ofDirections(double[][] directions, double[] lengths, double[] origin) {
        double[][] turned = new double[directions.length][];
        double[][] steps = new double[directions.length][];
        for (int axis = 0; axis < directions.length; axis++) {
            double length = lengths[axis];
            turned[axis] = Arrays.stream(directions[axis])
                    .map(v -> length < 0 ? -v : v)
                    .toArray();
            steps[axis] = Arrays.stream(directions[axis]).map(v -> v * length).toArray();
        }
        return new ItkGeometry(turned, Arrays.stream(lengths).map(Math::abs).toArray(), steps, origin);
    }

    /** Of an image of any format. */
    public static ItkGeometry of(ImageHeader header) {
        if (header instanceof ItkHeader itk) {
            return itk.geometry();
        }
        int axes = header.planar() ? 2 : 3;
        double[][] steps = new double[axes][axes];
        double[] origin = new double[axes];
        for (int row = 0; row < axes; row++) {
            double sign = row < 2 ? -1 : 1;
            for (int axis = 0; axis < axes; axis++) {
                steps[axis][row] = sign * header.affine().get(row, axis) + 0.0;
            }
            origin[row] = sign * header.affine().get(row, 3) + 0.0;
        }
        return ofSteps(steps, origin);
    }

    /** File axes: 2 or 3. */
    public int axes() {
        return lengths.length;
    }

    /** Of the file axes, one after another. */
    public double[] directions() {
        return Arrays.stream(directions).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Size of a voxel along each file axis. */
    public double[] lengths() {
        return lengths.clone();
    }

    /** From a voxel to the next along a file axis. */
    public double[] step(int axis) {
        return steps[axis].clone();
    }

    /** Position of the first voxel. */
    public double[] origin() {
        return origin.clone();
    }

    /** Array frame. */
    public Spacing spacing() {
        return GeometryRules.spacing(lengths);
    }

    /** Image frame to mm right, anterior, superior; the third axis of a planar image stands on the others. */
    public Affine affine() {
        double[][] rows = new double[3][4];
        for (int row = 0; row < 3; row++) {
            double sign = row < 2 ? -1 : 1;
            for (int axis = 0; axis < 3; axis++) {
                boolean present = axis < axes() && row < axes();
                rows[row][axis] = sign * (present ? steps[axis][row] : axis == row ? 1 : 0) + 0.0;
            }
            rows[row][3] = sign * (row < axes() ? origin[row] : 0) + 0.0;
        }
        return Affine.of(rows);
    }
}
