package io.nephrite.learning.augment;

/**
 * As nnU-Net v1: the image by a cubic B-spline, zero beyond the centres of the outermost voxels; labels where half of
 * the linear weight is theirs, the highest of two equal ones, background where no label has half.
 *
 * <p>Reference: batchgenerators augment_spatial, scipy map_coordinates with mode "constant" (prefilter and support
 * mirrored about the outermost centres).
 */
final class CubicTransform implements SpatialTransform {
    private static final double POLE = Math.sqrt(3) - 2;
    private static final double GAIN = 6;

    private final SourceGrid grid;
    private final int[] from;
    private final int[] to;
    private final int firstAxis;
    private final float[] coefficients;
    private final double[] line;
    private final int[][] taps = new int[3][4];
    private final double[][] weights = new double[3][4];
    private final short[] cornerLabels = new short[8];
    private final double[] cornerWeights = new double[8];

    CubicTransform(int[] from, int[] to, boolean planar) {
        this.grid = new SourceGrid(from, to);
        this.from = from.clone();
        this.to = to.clone();
        this.firstAxis = planar ? 1 : 0;
        this.coefficients = new float[from[0] * from[1] * from[2]];
        this.line = new double[Math.max(from[0], Math.max(from[1], from[2]))];
    }

    /** All of it: the coefficients of a spline depend on all values. */
    @Override
    public SourceBox needed(double[] matrix) {
        return SourceBox.whole(from);
    }

    @Override
    public void image(float[] source, SourceBox box, float[] result, int resultOffset, double[] matrix) {
        System.arraycopy(source, 0, coefficients, 0, coefficients.length);
        for (int axis = firstAxis; axis < 3; axis++) {
            prefilter(axis);
        }
        int at = resultOffset;
        for (int i = 0; i < to[0]; i++) {
            for (int j = 0; j < to[1]; j++) {
                double z = grid.start(matrix, 0, i, j);
                double y = grid.start(matrix, 1, i, j);
                double x = grid.start(matrix, 2, i, j);
                for (int k = 0; k < to[2]; k++) {
                    result[at++] = spline(z + k * matrix[2], y + k * matrix[5], x + k * matrix[8]);
                }
            }
        }
    }

    private boolean isInside(double z, double y, double x) {
        return z >= 0 && y >= 0 && x >= 0 && z <= from[0] - 1 && y <= from[1] - 1 && x <= from[2] - 1;
    }

    private float spline(double z, double y, double x) {
        if (!isInside(z, y, x)) {
            return 0;
        }
        support(0, z);
        support(1, y);
        support(2, x);
        double sum = 0;
        for (int a = 0; a < (firstAxis == 0 ? 4 : 1); a++) {
            double plane = 0;
            for (int b = 0; b < 4; b++) {
                int row = (taps[0][a] * from[1] + taps[1][b]) * from[2];
                double values = 0;
                for (int c = 0; c < 4; c++) {
                    values += weights[2][c] * coefficients[row + taps[2][c]];
                }
                plane += weights[1][b] * values;
            }
            sum += weights[0][a] * plane;
        }
        return (float) sum;
    }

    /** Indices and weights of the coefficients that a coordinate depends on. */
    private void support(int axis, double at) {
        int[] index = taps[axis];
        double[] weight = weights[axis];
        if (axis < firstAxis) {
            index[0] = (int) Math.rint(at);
            weight[0] = 1;
            return;
        }
        int floor = (int) at;
        double t = at - floor;
        double s = 1 - t;
        weight[0] = s * s * s / 6;
        weight[1] = (t * t * (t - 2) * 3 + 4) / 6;
        weight[2] = (s * s * (s - 2) * 3 + 4) / 6;
        weight[3] = t * t * t / 6;
        for (int i = 0; i < 4; i++) {
            index[i] = mirrored(floor - 1 + i, from[axis]);
        }
    }

    private static int mirrored(int i, int n) {
        if (n == 1) {
            return 0;
        }
        int folded = Math.floorMod(i, 2 * (n - 1));
        return folded < n ? folded : 2 * (n - 1) - folded;
    }

    private void prefilter(int axis) {
        int n = from[axis];
        if (n == 1) {
            return;
        }
        int stride = axis == 0 ? from[1] * from[2] : axis == 1 ? from[2] : 1;
        for (int start = 0; start < coefficients.length; start++) {
            if (start / stride % n == 0) {
                for (int i = 0; i < n; i++) {
                    line[i] = GAIN * coefficients[start + i * stride];
                }
                recurse(n);
                for (int i = 0; i < n; i++) {
                    coefficients[start + i * stride] = (float) line[i];
                }
            }
        }
    }

    /** Causal and anti-causal filter of a line that is mirrored about its ends. */
    private void recurse(int n) {
        double power = POLE;
        double last = Math.pow(POLE, n - 1);
        double sum = line[0] + last * line[n - 1];
        double back = last * last / POLE;
        for (int i = 1; i < n - 1; i++) {
            sum += (power + back) * line[i];
            power *= POLE;
            back /= POLE;
        }
        line[0] = sum / (1 - last * last);
        for (int i = 1; i < n; i++) {
            line[i] += POLE * line[i - 1];
        }
        line[n - 1] = POLE / (POLE * POLE - 1) * (POLE * line[n - 2] + line[n - 1]);
        for (int i = n - 2; i >= 0; i--) {
            line[i] = POLE * (line[i + 1] - line[i]);
        }
    }

    @Override
    public void segmentation(short[] source, SourceBox box, short[] result, int resultOffset, double[] matrix) {
        int at = resultOffset;
        for (int i = 0; i < to[0]; i++) {
            for (int j = 0; j < to[1]; j++) {
                double z = grid.start(matrix, 0, i, j);
                double y = grid.start(matrix, 1, i, j);
                double x = grid.start(matrix, 2, i, j);
                for (int k = 0; k < to[2]; k++) {
                    result[at++] = label(source, z + k * matrix[2], y + k * matrix[5], x + k * matrix[8]);
                }
            }
        }
    }

    private short label(short[] source, double z, double y, double x) {
        if (!isInside(z, y, x)) {
            return 0;
        }
        int iz = (int) z;
        int iy = (int) y;
        int ix = (int) x;
        int distinct = 0;
        for (int corner = 0; corner < 8; corner++) {
            int cz = Math.min(iz + (corner >> 2), from[0] - 1);
            int cy = Math.min(iy + (corner >> 1 & 1), from[1] - 1);
            int cx = Math.min(ix + (corner & 1), from[2] - 1);
            double weight = ((corner & 4) == 0 ? 1 - (z - iz) : z - iz)
                    * ((corner & 2) == 0 ? 1 - (y - iy) : y - iy)
                    * ((corner & 1) == 0 ? 1 - (x - ix) : x - ix);
            short label = source[(cz * from[1] + cy) * from[2] + cx];
            int slot = 0;
            while (slot < distinct && cornerLabels[slot] != label) {
                slot++;
            }
            if (slot == distinct) {
                cornerLabels[distinct] = label;
                cornerWeights[distinct++] = 0;
            }
            cornerWeights[slot] += weight;
        }
        // the labels are painted in ascending order
        boolean found = false;
        short highest = 0;
        for (int slot = 0; slot < distinct; slot++) {
            if (cornerWeights[slot] >= 0.5 && (!found || cornerLabels[slot] > highest)) {
                highest = cornerLabels[slot];
                found = true;
            }
        }
        return highest;
    }
}
