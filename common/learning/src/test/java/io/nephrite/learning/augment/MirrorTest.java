package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MirrorTest {
    private static final int OFFSET = 3;

    @Test
    void everyVoxelGoesToItsMirrorImage() {
        for (int[] shape : new int[][] {{1, 4, 5}, {3, 2, 4}, {2, 3, 1}, {5, 5, 5}}) {
            for (int set = 0; set < 8; set++) {
                check(shape, (set & 4) != 0, (set & 2) != 0, (set & 1) != 0);
            }
        }
    }

    private static void check(int[] shape, boolean... axes) {
        int count = shape[0] * shape[1] * shape[2];
        float[] image = new float[OFFSET + count];
        short[] labels = new short[OFFSET + count];
        for (int i = 0; i < count; i++) {
            image[OFFSET + i] = i + 1;
            labels[OFFSET + i] = (short) (i + 1);
        }
        Mirror.flip(image, OFFSET, shape, axes);
        Mirror.flip(labels, OFFSET, shape, axes);
        for (int i = 0; i < count; i++) {
            int z = i / (shape[1] * shape[2]);
            int y = i / shape[2] % shape[1];
            int x = i % shape[2];
            int from = ((axes[0] ? shape[0] - 1 - z : z) * shape[1] + (axes[1] ? shape[1] - 1 - y : y)) * shape[2]
                    + (axes[2] ? shape[2] - 1 - x : x);
            assertThat(image[OFFSET + i]).isEqualTo(from + 1);
            assertThat(labels[OFFSET + i]).isEqualTo((short) (from + 1));
        }
        assertThat(image).startsWith(0, 0, 0);
    }
}
