package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.random.SampleRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PreviousStageAugmentationTest {
    private static final int SIDE = 12;
    private static final int VOXELS = SIDE * SIDE * SIDE;

    /** A cube of 6³ voxels of the first label, and a voxel of the second apart from it. */
    private static float[] twoLabels() {
        float[] oneHot = new float[2 * VOXELS];
        for (int i = 0; i < VOXELS; i++) {
            boolean inside = i / (SIDE * SIDE) < 6 && i / SIDE % SIDE < 6 && i % SIDE < 6;
            oneHot[i] = inside ? 1 : 0;
        }
        oneHot[2 * VOXELS - 1] = 1;
        return oneHot;
    }

    private static float[] augmented(long sample) {
        float[] oneHot = twoLabels();
        new PreviousStageAugmentation(new int[] {SIDE, SIDE, SIDE}, false)
                .apply(oneHot, 0, 2, SampleRandom.of(3, "0", "train", sample));
        return oneHot;
    }

    @Test
    void changesAsManySamplesAsItsChancesSay() {
        int changed = 0;
        int samples = 500;
        for (int sample = 0; sample < samples; sample++) {
            changed += Arrays.equals(twoLabels(), augmented(sample)) ? 0 : 1;
        }
        // an operator is drawn in 0.4 of the samples, a removal in 0.2, each for half of the labels; together at most
        // 1 - (1 - 0.4 · 0.75) (1 - 0.2 · 0.75), less the draws that change nothing
        assertThat(changed).isBetween((int) (0.2 * samples), (int) (0.45 * samples));
    }

    @Test
    void givesNoVoxelTwoLabels() {
        for (int sample = 0; sample < 200; sample++) {
            float[] oneHot = augmented(sample);
            for (int i = 0; i < VOXELS; i++) {
                assertThat(oneHot[i] + oneHot[VOXELS + i]).isIn(0f, 1f);
            }
        }
    }

    @Test
    void drawsTheSameForTheSameSample() {
        assertThat(augmented(17)).isEqualTo(augmented(17));
    }

    @Test
    void diskReachesOneVoxelFurtherOnOneSide() {
        // coordinates -1.7, -0.7, 0.3, 1.3, 2.3: the last one is outside
        StructuringElement disk = StructuringElement.disk(1.7);
        assertThat(disk.voxels()).isEqualTo(8);
        assertThat(disk.runs()).allMatch(run -> run.z() == 0 && run.last() <= 1);
    }
}
