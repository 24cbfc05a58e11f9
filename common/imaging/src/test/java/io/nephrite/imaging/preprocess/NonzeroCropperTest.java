package io.nephrite.imaging.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.SharedData;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NonzeroCropperTest {
    private static final Spacing SPACING = new Spacing(1, 1, 1);

    @Test
    void cropsLikeNnunetWhereThereAreHoles() {
        Map<String, ReferenceArray> arrays = ReferenceNumbers.npz(SharedData.path("reference/parity/crop_parity.npz"));
        int[] s = arrays.get("inp").shape();
        Shape3 shape = new Shape3(s[1], s[2], s[3]);
        NonzeroCrop crop = NonzeroCropper.crop(new ImageVolume(arrays.get("inp").floats(), 1, shape, SPACING), 1);

        int[] box = arrays.get("bbox").ints();
        assertThat(crop.box()).isEqualTo(new BoundingBox(box[0], box[1], box[2], box[3], box[4], box[5]));
        float[] segmentation = arrays.get("seg").floats();
        float[] expected = arrays.get("outseg").floats();
        byte[] cropped = new byte[expected.length];
        int at = 0;
        for (int z = box[0]; z < box[1]; z++) {
            for (int y = box[2]; y < box[3]; y++) {
                for (int x = box[4]; x < box[5]; x++) {
                    cropped[at++] = (byte) segmentation[(z * shape.y() + y) * shape.x() + x];
                }
            }
        }
        crop.markOutside(LabelArray.of(cropped), AxisOrder.IDENTITY);
        for (int i = 0; i < expected.length; i++) {
            assertThat(cropped[i]).isEqualTo((byte) expected[i]);
        }
    }

    @Test
    void findsTheSameOutsideAsAFloodFillVoxelByVoxel() {
        Random random = new Random(7);
        for (int trial = 0; trial < 200; trial++) {
            Shape3 shape = new Shape3(1 + random.nextInt(6), 1 + random.nextInt(7), 1 + random.nextInt(130));
            double density = random.nextDouble();
            float[] values = new float[(int) shape.voxels()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextDouble() < density ? 5 : 0;
            }
            NonzeroCrop crop = NonzeroCropper.crop(new ImageVolume(values, 1, shape, SPACING), 2);
            boolean[] outside = floodedFromBorder(values, shape);
            BoundingBox box = crop.box();
            for (int z = box.z0(); z < box.z1(); z++) {
                for (int y = box.y0(); y < box.y1(); y++) {
                    for (int x = box.x0(); x < box.x1(); x++) {
                        assertThat(crop.isOutside(z, y, x)).isEqualTo(outside[(z * shape.y() + y) * shape.x() + x]);
                    }
                }
            }
        }
    }

    @Test
    void keepsAnEmptyImageWhole() {
        Shape3 shape = new Shape3(2, 3, 4);
        NonzeroCrop crop = NonzeroCropper.crop(new ImageVolume(new float[24], 1, shape, SPACING), 1);

        assertThat(crop.box()).isEqualTo(BoundingBox.whole(shape));
        assertThat(crop.relativeSize()).isEqualTo(1);
        byte[] labels = new byte[24];
        crop.markOutside(LabelArray.of(labels), AxisOrder.of(2, 0, 1));
        assertThat(labels).containsOnly(-1);
    }

    private static boolean[] floodedFromBorder(float[] values, Shape3 shape) {
        boolean[] outside = new boolean[values.length];
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < values.length; i++) {
                if (values[i] == 0 && !outside[i] && touchesOutside(outside, shape, i)) {
                    outside[i] = true;
                    changed = true;
                }
            }
        }
        return outside;
    }

    private static boolean touchesOutside(boolean[] outside, Shape3 shape, int i) {
        int[] at = {i / (shape.y() * shape.x()), i / shape.x() % shape.y(), i % shape.x()};
        int[] steps = {shape.y() * shape.x(), shape.x(), 1};
        return Arrays.stream(new int[] {0, 1, 2})
                .anyMatch(axis -> at[axis] == 0
                        || at[axis] == shape.get(axis) - 1
                        || outside[i - steps[axis]]
                        || outside[i + steps[axis]]);
    }
}
