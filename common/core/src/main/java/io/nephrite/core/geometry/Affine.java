package io.nephrite.core.geometry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * Where voxels lie in the patient: image frame (x, y, z voxel index, x = fastest file axis) to millimetres right,
 * anterior, superior. Three rows of four: direction times spacing, then the origin. Immutable.
 */
public final class Affine {
    private static final String[] POSITIVE = {"R", "A", "S"};
    private static final String[] NEGATIVE = {"L", "P", "I"};

    private final double[] rows;

    private Affine(double[] rows) {
        this.rows = rows;
    }

    /**
     * Makes an affine from the rows of its matrix.
     *
     * @param rows three rows of four
     */
    @JsonCreator
    public static Affine of(double[][] rows) {
        if (rows.length != 3 || !Arrays.stream(rows).allMatch(r -> r.length == 4)) {
            throw new IllegalArgumentException("affine needs 3 rows of 4 values");
        }
        double[] flat = new double[12];
        for (int row = 0; row < 3; row++) {
            System.arraycopy(rows[row], 0, flat, 4 * row, 4);
        }
        return new Affine(flat);
    }

    @JsonValue
    public double[][] toArray() {
        double[][] out = new double[3][];
        for (int row = 0; row < 3; row++) {
            out[row] = Arrays.copyOfRange(rows, 4 * row, 4 * row + 4);
        }
        return out;
    }

    public double get(int row, int column) {
        return rows[4 * row + column];
    }

    /** Position of voxel (0, 0, 0), mm. */
    public double[] origin() {
        return new double[] {get(0, 3), get(1, 3), get(2, 3)};
    }

    /** Length of one step along a file axis, mm. */
    public double step(int axis) {
        return Math.sqrt(get(0, axis) * get(0, axis) + get(1, axis) * get(1, axis) + get(2, axis) * get(2, axis));
    }

    /** Unit vectors of the file axes: element [row][axis]; NaN where an axis has no length. */
    public double[][] direction() {
        double[][] out = new double[3][3];
        for (int axis = 0; axis < 3; axis++) {
            double length = step(axis);
            for (int row = 0; row < 3; row++) {
                out[row][axis] = get(row, axis) / length;
            }
        }
        return out;
    }

    /** Largest |cosine| between two file axes: 0 where they are at right angles; NaN where an axis has no length. */
    public double shear() {
        double[][] d = direction();
        double worst = 0;
        for (int a = 0; a < 3; a++) {
            for (int b = a + 1; b < 3; b++) {
                worst = Math.max(worst, Math.abs(d[0][a] * d[0][b] + d[1][a] * d[1][b] + d[2][a] * d[2][b]));
            }
        }
        return worst;
    }

    public boolean isFinite() {
        return Arrays.stream(rows).allMatch(Double::isFinite);
    }

    /**
     * The largest angle between a file axis and the anatomical axis that is nearest to it, in degrees: 0 where all lie
     * along those, 45 where an axis lies halfway between two. NaN where an axis has no length.
     */
    public double obliqueness() {
        double[][] d = direction();
        double worst = 0;
        for (int axis = 0; axis < 3; axis++) {
            double nearest = Math.max(Math.abs(d[0][axis]), Math.max(Math.abs(d[1][axis]), Math.abs(d[2][axis])));
            worst = Math.max(worst, Math.toDegrees(Math.acos(Math.min(nearest, 1))));
        }
        return worst;
    }

    /**
     * Anatomical direction of each file axis, such as {@code RAS} or KiTS19's {@code IPL}; the axis with the clearest
     * direction is named first, so that each letter pair is used once.
     */
    public String orientation() {
        double[][] d = direction();
        String[] codes = new String[3];
        boolean[] rowTaken = new boolean[3];
        for (int round = 0; round < 3; round++) {
            int bestAxis = -1;
            int bestRow = -1;
            double best = -1;
            for (int axis = 0; axis < 3; axis++) {
                for (int row = 0; row < 3; row++) {
                    if (codes[axis] == null && !rowTaken[row] && Math.abs(d[row][axis]) > best) {
                        best = Math.abs(d[row][axis]);
                        bestAxis = axis;
                        bestRow = row;
                    }
                }
            }
            if (bestAxis < 0) {
                return "???";
            }
            codes[bestAxis] = d[bestRow][bestAxis] >= 0 ? POSITIVE[bestRow] : NEGATIVE[bestRow];
            rowTaken[bestRow] = true;
        }
        return String.join("", codes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Affine o && Arrays.equals(rows, o.rows);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rows);
    }

    @Override
    public String toString() {
        return Arrays.deepToString(toArray());
    }
}
