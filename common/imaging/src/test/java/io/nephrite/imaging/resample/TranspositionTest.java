package io.nephrite.imaging.resample;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.volume.GridViews;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.Type;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fast copies against ImgLib2's views of the same crop and order. Longer than a tile along every axis. */
class TranspositionTest {
    private static final Shape3 SHAPE = new Shape3(37, 41, 70);
    private static final Spacing SPACING = new Spacing(1, 1, 1);
    private static final BoundingBox BOX = new BoundingBox(2, 36, 1, 40, 3, 69);
    private static final int CHANNELS = 2;

    @ParameterizedTest
    @CsvSource({"0, 1, 2", "0, 2, 1", "1, 0, 2", "1, 2, 0", "2, 0, 1", "2, 1, 0"})
    void copiesABoxInAnyOrderOfAxes(int first, int second, int third) {
        AxisOrder order = AxisOrder.of(first, second, third);
        float[] voxels = new float[CHANNELS * (int) SHAPE.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = i;
        }
        ImageVolume image = new ImageVolume(voxels, CHANNELS, SHAPE, SPACING);
        Shape3 turned = order.apply(BOX.shape());
        float[] copied = new float[(int) turned.voxels()];

        Transposition.planes(voxels, image.offset(1), SHAPE, BOX, order, 0, turned.z(), copied);

        assertSame(
                GridViews.turned(GridViews.crop(image.img(1), BOX), order),
                ArrayImgs.floats(copied, turned.x(), turned.y(), turned.z()));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 2", "0, 2, 1", "1, 0, 2", "1, 2, 0", "2, 0, 1", "2, 1, 0"})
    void copiesLabelsOfBothWidthsLikewise(int first, int second, int third) {
        AxisOrder order = AxisOrder.of(first, second, third);
        for (int highest : new int[] {100, 30_000}) {
            LabelArray voxels = LabelArray.allocate((int) SHAPE.voxels(), highest);
            for (int i = 0; i < voxels.length(); i++) {
                voxels.set(i, i % highest);
            }
            Shape3 turned = order.apply(BOX.shape());
            LabelArray copied = voxels.allocate((int) turned.voxels());

            Transposition.planes(voxels, 0, SHAPE, BOX, order, 0, turned.z(), copied, 0);

            assertSame(
                    GridViews.turned(GridViews.crop(new LabelVolume(voxels, SHAPE, SPACING).img(), BOX), order),
                    new LabelVolume(copied, turned, SPACING).img());
        }
    }

    private static <T extends Type<T>> void assertSame(
            RandomAccessibleInterval<T> expected, RandomAccessibleInterval<T> found) {
        assertThat(found.dimensionsAsLongArray()).containsExactly(expected.dimensionsAsLongArray());
        LoopBuilder.setImages(expected, found)
                .forEachPixel((e, f) -> assertThat(f.valueEquals(e)).isTrue());
    }
}
