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
            transform.image(image, SourceBox.whole(FROM), foundImage, 0, matrix);
            transform.segmentation(labels, SourceBox.whole(FROM), foundLabels, 0, matrix);
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

    @Test
    void givesTheSameFromThePartThatItNeeds() {
        int[] from = {40, 44, 42};
        int[] to = {12, 9, 10};
        float[] wholeImage = new float[from[0] * from[1] * from[2]];
        short[] wholeLabels = new short[wholeImage.length];
        for (boolean planar : new boolean[] {false, true}) {
            to[0] = planar ? from[0] : to[0];
            LinearTransform transform = new LinearTransform(from, to, planar);
            float[][] images = new float[2][to[0] * to[1] * to[2]];
            short[][] segmentations = new short[2][images[0].length];
            int spared = 0;
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < wholeImage.length; i++) {
                    wholeImage[i] = (float) random.nextGaussian();
                    wholeLabels[i] = (short) (random.nextInt(40) == 0 ? random.nextInt(3) - 1 : i / 9000);
                }
                double angle = random.nextGaussian();
                double scale = 0.5 + 4 * random.nextDouble();
                double[] matrix = planar
                        ? SpatialTransform.planarMatrix(angle, scale)
                        : SpatialTransform.matrix(
                                new double[] {angle, random.nextGaussian(), random.nextGaussian()}, scale);
                SourceBox part = transform.needed(matrix);
                transform.image(wholeImage, SourceBox.whole(from), images[0], 0, matrix);
                transform.segmentation(wholeLabels, SourceBox.whole(from), segmentations[0], 0, matrix);
                float[] partImage = new float[part.voxels()];
                short[] partLabels = new short[part.voxels()];
                cut(wholeImage, wholeLabels, from, part, partImage, partLabels);
                transform.image(partImage, part, images[1], 0, matrix);
                transform.segmentation(partLabels, part, segmentations[1], 0, matrix);
                assertThat(images[1]).isEqualTo(images[0]);
                assertThat(segmentations[1]).isEqualTo(segmentations[0]);
                spared += part.voxels() < wholeImage.length ? 1 : 0;
            }
            assertThat(spared).isGreaterThan(5);
        }
    }

    private static void cut(
            float[] image, short[] labels, int[] from, SourceBox part, float[] partImage, short[] partLabels) {
        int to = 0;
        for (int z = part.low()[0]; z < part.low()[0] + part.size()[0]; z++) {
            for (int y = part.low()[1]; y < part.low()[1] + part.size()[1]; y++) {
                for (int x = part.low()[2]; x < part.low()[2] + part.size()[2]; x++) {
                    int at = (z * from[1] + y) * from[2] + x;
                    partImage[to] = image[at];
                    partLabels[to++] = labels[at];
                }
            }
        }
    }
}
