package io.nephrite.imaging.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.volume.GridViews;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.SharedData;
import java.util.Map;
import java.util.Random;
import net.imglib2.Cursor;
import net.imglib2.Localizable;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.logic.BitType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class NonzeroCropperTest {
    private static final Spacing SPACING = new Spacing(1, 1, 1);

    /** {@code nnunet.npz} is made by {@code make_nnunet.py} in the folder above it. */
    @Test
    void cropsLikeNnunetWhereThereAreHoles() {
        cropsLikeNnunet(ReferenceNumbers.npz(NonzeroCropperTest.class, "nnunet.npz"));
    }

    @Test
    void cropsLikeNnunetOnALargerImage() {
        cropsLikeNnunet(ReferenceNumbers.npz(SharedData.path("reference/parity/crop_parity.npz")));
    }

    private static void cropsLikeNnunet(Map<String, ReferenceArray> arrays) {
        int[] s = arrays.get("inp").shape();
        Shape3 shape = new Shape3(s[1], s[2], s[3]);
        NonzeroCrop crop = NonzeroCropper.crop(new ImageVolume(arrays.get("inp").floats(), 1, shape, SPACING), 1);

        int[] box = arrays.get("bbox").ints();
        assertThat(crop.box()).isEqualTo(new BoundingBox(box[0], box[1], box[2], box[3], box[4], box[5]));
        ImageVolume segmentation = new ImageVolume(arrays.get("seg").floats(), 1, shape, SPACING);
        float[] expected = arrays.get("outseg").floats();
        byte[] cropped = new byte[expected.length];
        Shape3 inner = crop.box().shape();
        LoopBuilder.setImages(
                        GridViews.crop(segmentation.img(0), crop.box()),
                        ArrayImgs.bytes(cropped, inner.x(), inner.y(), inner.z()))
                .forEachPixel((label, place) -> place.set((byte) label.get()));
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
            BoundingBox box = crop.box();
            RandomAccessibleInterval<BitType> outside = GridViews.crop(floodedFromBorder(values, shape), box);
            Cursor<BitType> at = outside.localizingCursor();
            while (at.hasNext()) {
                boolean expected = at.next().get();
                assertThat(crop.isOutside(
                                box.z0() + at.getIntPosition(2),
                                box.y0() + at.getIntPosition(1),
                                box.x0() + at.getIntPosition(0)))
                        .isEqualTo(expected);
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

    /** As slow as it is plain: what is beyond the border is outside, and a zero beside something outside is too. */
    private static RandomAccessibleInterval<BitType> floodedFromBorder(float[] values, Shape3 shape) {
        RandomAccessibleInterval<FloatType> image = new ImageVolume(values, 1, shape, SPACING).img(0);
        RandomAccessibleInterval<BitType> outside = ArrayImgs.bits(shape.x(), shape.y(), shape.z());
        RandomAccess<BitType> around = Views.extendValue(outside, true).randomAccess();
        RandomAccess<FloatType> value = image.randomAccess();
        boolean changed = true;
        while (changed) {
            changed = false;
            Cursor<BitType> at = outside.localizingCursor();
            while (at.hasNext()) {
                BitType voxel = at.next();
                if (!voxel.get() && value.setPositionAndGet(at).get() == 0 && touchesOutside(around, at)) {
                    voxel.set(true);
                    changed = true;
                }
            }
        }
        return outside;
    }

    private static boolean touchesOutside(RandomAccess<BitType> around, Localizable at) {
        boolean touches = false;
        for (int dimension = 0; dimension < 3; dimension++) {
            around.setPosition(at);
            around.bck(dimension);
            touches |= around.get().get();
            around.move(2, dimension);
            touches |= around.get().get();
        }
        return touches;
    }
}
