package io.nephrite.imaging.postprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LargestComponentFilterTest {
    private static final Spacing SPACING = new Spacing(1, 1, 1);

    @Test
    void keepsAllOfTheLargestWhereSeveralAreEqual() {
        assertThat(row(1, 1, 0, 2, 2, 0, 1)).containsExactly(1, 1, 0, 2, 2, 0, 0);
    }

    @Test
    void leavesOtherLabelsAlone() {
        LabelVolume volume = volume(new Shape3(1, 1, 6), 2, 1, 2, 0, 1, 1);

        assertThat(new LargestComponentFilter(Set.of(1)).apply(volume).voxels().int8())
                .containsExactly(2, 0, 2, 0, 1, 1);
    }

    @Test
    void connectsAcrossCorners() {
        LabelVolume volume = volume(new Shape3(2, 2, 3), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);

        assertThat(new LargestComponentFilter(Set.of(1)).apply(volume).voxels()).isEqualTo(volume.voxels());
    }

    @Test
    void agreesWithASearchVoxelByVoxel() {
        Random random = new Random(3);
        for (int trial = 0; trial < 300; trial++) {
            Shape3 shape = new Shape3(1 + random.nextInt(5), 1 + random.nextInt(6), 1 + random.nextInt(9));
            byte[] voxels = new byte[(int) shape.voxels()];
            double density = 0.6 * random.nextDouble();
            for (int i = 0; i < voxels.length; i++) {
                voxels[i] = (byte) (random.nextDouble() < density ? 1 + random.nextInt(2) : 0);
            }
            assertThat(new LargestComponentFilter(Set.of(1, 2))
                            .apply(new LabelVolume(voxels, shape, SPACING))
                            .voxels()
                            .int8())
                    .isEqualTo(searched(voxels, shape));
        }
    }

    private static byte[] row(int... labels) {
        return new LargestComponentFilter(Set.of(1, 2))
                .apply(volume(new Shape3(1, 1, labels.length), labels))
                .voxels()
                .int8();
    }

    private static LabelVolume volume(Shape3 shape, int... labels) {
        byte[] voxels = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            voxels[i] = (byte) labels[i];
        }
        return new LabelVolume(voxels, shape, SPACING);
    }

    private static byte[] searched(byte[] voxels, Shape3 shape) {
        int[] component = new int[voxels.length];
        int[] sizes = new int[voxels.length + 1];
        int components = 0;
        for (int start = 0; start < voxels.length; start++) {
            if (voxels[start] == 0 || component[start] != 0) {
                continue;
            }
            components++;
            ArrayDeque<Integer> open = new ArrayDeque<>();
            open.add(start);
            component[start] = components;
            while (!open.isEmpty()) {
                int at = open.poll();
                sizes[components]++;
                for (int n = 0; n < 27; n++) {
                    int z = at / (shape.y() * shape.x()) + n / 9 - 1;
                    int y = at / shape.x() % shape.y() + n / 3 % 3 - 1;
                    int x = at % shape.x() + n % 3 - 1;
                    if (z < 0 || y < 0 || x < 0 || z >= shape.z() || y >= shape.y() || x >= shape.x()) {
                        continue;
                    }
                    int next = (z * shape.y() + y) * shape.x() + x;
                    if (voxels[next] != 0 && component[next] == 0) {
                        component[next] = components;
                        open.add(next);
                    }
                }
            }
        }
        int largest = Arrays.stream(sizes).max().orElse(0);
        byte[] kept = voxels.clone();
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] != 0 && sizes[component[i]] < largest) {
                kept[i] = 0;
            }
        }
        return kept;
    }
}
