package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against the same rules, written down voxel by voxel without any case of its own. */
class LinearTransformTest {
    private static final int[] FROM = {13, 17, 15};
    private static final int[] TO = {8, 10, 9};

    private final Random random = new Random(1);
    private final float[] image = new float[FROM[0] * FROM[1] * FROM[2]];
    private final short[] labels = new short[image.length];

    private void fill(int block) {
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
            int z = i / (FROM[1] * FROM[2]);
            int y = i / FROM[2] % FROM[1];
            int x = i % FROM[2];
            labels[i] = (short) ((z / block + y / block + x / block) % 4 - 1);
        }
    }

    private static int index(int z, int y, int x) {
        return (z * FROM[1] + y) * FROM[2] + x;
    }

    private static boolean isInside(int z, int y, int x) {
        return z >= 0 && y >= 0 && x >= 0 && z < FROM[0] && y < FROM[1] && x < FROM[2];
    }

    private static double centred(double[] matrix, int axis, int i, int j, int k) {
        return matrix[3 * axis] * (i - (TO[0] - 1) / 2.0)
                + matrix[3 * axis + 1] * (j - (TO[1] - 1) / 2.0)
                + matrix[3 * axis + 2] * (k - (TO[2] - 1) / 2.0);
    }

    private double slowImage(double[] matrix, int i, int j, int k) {
        double[] at = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            at[axis] = centred(matrix, axis, i, j, k) + (FROM[axis] - 1) / 2.0;
        }
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int[] voxel = new int[3];
            double weight = 1;
            for (int axis = 0; axis < 3; axis++) {
                int low = (int) Math.floor(at[axis]);
                boolean upper = (corner >> axis & 1) == 1;
                voxel[axis] = upper ? low + 1 : low;
                weight *= upper ? at[axis] - low : 1 - (at[axis] - low);
            }
            sum += isInside(voxel[0], voxel[1], voxel[2]) ? weight * image[index(voxel[0], voxel[1], voxel[2])] : 0;
        }
        return sum;
    }

    /** The label with the most weight, where one has clearly more than any other; else null. */
    private Short clearLabel(double[] matrix, int i, int j, int k) {
        double[] at = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            at[axis] = centred(matrix, axis, i, j, k) + (FROM[axis] - 1) / 2.0;
        }
        Map<Short, Double> scores = new TreeMap<>();
        for (int corner = 0; corner < 8; corner++) {
            int[] voxel = new int[3];
            double weight = 1;
            for (int axis = 0; axis < 3; axis++) {
                int low = (int) Math.floor(at[axis]);
                boolean upper = (corner >> axis & 1) == 1;
                voxel[axis] = upper ? low + 1 : low;
                weight *= upper ? at[axis] - low : 1 - (at[axis] - low);
            }
            short label = isInside(voxel[0], voxel[1], voxel[2]) ? labels[index(voxel[0], voxel[1], voxel[2])] : -1;
            scores.merge(label, weight, Double::sum);
        }
        double best = scores.values().stream().mapToDouble(d -> d).max().orElseThrow();
        Short winner = null;
        for (Map.Entry<Short, Double> score : scores.entrySet()) {
            if (score.getValue() > best - 1e-2) {
                if (winner != null) {
                    return null;
                }
                winner = score.getKey();
            }
        }
        return winner;
    }

    @Test
    void givesTheInterpolatedImageAndTheHeaviestLabel() {
        LinearTransform transform = new LinearTransform(FROM, TO, false);
        float[] foundImage = new float[TO[0] * TO[1] * TO[2]];
        short[] foundLabels = new short[foundImage.length];
        int clear = 0;
        int count = 0;
        for (int round = 0; round < 30; round++) {
            fill(1 + round % 6);
            double[] angles = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            double[] matrix = round == 0
                    ? SpatialTransform.matrix(new double[3], 1)
                    : SpatialTransform.matrix(angles, 0.7 + 1.2 * random.nextDouble());
            transform.image(image, 0, foundImage, 0, matrix);
            transform.segmentation(labels, foundLabels, 0, matrix);
            int at = 0;
            for (int i = 0; i < TO[0]; i++) {
                for (int j = 0; j < TO[1]; j++) {
                    for (int k = 0; k < TO[2]; k++) {
                        assertThat(Math.abs(foundImage[at] - slowImage(matrix, i, j, k)))
                                .isLessThan(1e-4);
                        Short label = clearLabel(matrix, i, j, k);
                        if (label != null) {
                            assertThat(foundLabels[at]).isEqualTo(label);
                            clear++;
                        }
                        count++;
                        at++;
                    }
                }
            }
        }
        assertThat(clear).isGreaterThan(count / 2);
    }
}
