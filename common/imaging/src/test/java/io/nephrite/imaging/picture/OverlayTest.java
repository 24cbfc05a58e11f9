package io.nephrite.imaging.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.imaging.phantom.AbdomenPhantom;
import io.nephrite.imaging.phantom.PhantomCase;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixel by pixel, as a PNG's reader sees them, against the plain arrays of a phantom. */
class OverlayTest {
    private static final PhantomCase CASE = new AbdomenPhantom(7, 1).render("case", 8, 6);
    private static final Window SOFT_TISSUE = Window.ofLevel(40, 400);
    private static final int WIDTH = CASE.image().shape().x();
    private static final int HEIGHT = CASE.image().shape().y();

    @ParameterizedTest
    @CsvSource({"-200, 0", "-160, 0", "-159, 1", "40, 128", "239, 254", "240, 255", "3000, 255", "NaN, 0"})
    void spreadsTheWindowFromBlackToWhite(float value, int grey) {
        assertThat(SOFT_TISSUE
                        .grey(ArrayImgs.floats(new float[] {value}, 1, 1))
                        .getAt(0, 0)
                        .get())
                .isEqualTo(grey);
    }

    @Test
    void refusesAWindowWithoutWidth() {
        assertThatThrownBy(() -> Window.ofLevel(40, 0)).hasMessage("a window needs low < high, found 40.0 and 40.0");
    }

    @Test
    void writesGreySlices() throws IOException {
        BufferedImage read = read(Png.ofGrey(grey(sliceWithTumor())));

        assertThat(read.getWidth()).isEqualTo(WIDTH);
        assertThat(read.getHeight()).isEqualTo(HEIGHT);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            assertThat(read.getRaster().getSample(i % WIDTH, i / WIDTH, 0))
                    .isEqualTo(greyOf(i + sliceWithTumor() * WIDTH * HEIGHT));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.35, 1})
    void laysColorsOverLabelledVoxels(double opacity) throws IOException {
        int slice = sliceWithTumor();
        BufferedImage read =
                read(Png.ofColors(Overlay.ofLabels(opacity).on(Overlay.colored(grey(slice)), labels(slice))));

        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int voxel = i + slice * WIDTH * HEIGHT;
            int label = CASE.label().voxels().get(voxel);
            int grey = greyOf(voxel);
            int[] color = label == 0
                    ? new int[] {grey, grey, grey}
                    : label == 1 ? new int[] {213, 94, 0} : new int[] {86, 180, 233};
            int rgb = read.getRGB(i % WIDTH, i / WIDTH);
            for (int band = 0; band < 3; band++) {
                double share = label == 0 ? 0 : opacity;
                assertThat(rgb >> (16 - 8 * band) & 255).isEqualTo((int) (grey + share * (color[band] - grey) + 0.5));
            }
        }
    }

    @Test
    void outlinesAreTheLabelledVoxelsBesideAnotherLabel() {
        int slice = sliceWithTumor();
        RandomAccessibleInterval<ShortType> outline = Outline.of(labels(slice));

        int kept = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int label = label(slice, y, x);
                boolean edge = label != label(slice, y - 1, x)
                        || label != label(slice, y + 1, x)
                        || label != label(slice, y, x - 1)
                        || label != label(slice, y, x + 1);
                assertThat(outline.getAt(x, y).getInteger()).isEqualTo(edge ? label : 0);
                kept += edge && label > 0 ? 1 : 0;
            }
        }
        assertThat(kept).isPositive();
    }

    @Test
    void theBorderOfThePictureIsNoOutline() {
        short[] labels = {1, 1, 0, 1, 1, 0};
        assertThat(pixels(Outline.of(ArrayImgs.shorts(labels, 3, 2)))).containsExactly(0, 1, 0, 0, 1, 0);
    }

    @Test
    void tellsWhatIsMissedInventedAndConfused() {
        short[] reference = {0, -1, 1, 1, 1, 0, -1, 2};
        short[] prediction = {0, 0, 1, 0, -1, 1, 2, 1};

        RandomAccessibleInterval<ShortType> map =
                Difference.map(ArrayImgs.shorts(reference, 8, 1), ArrayImgs.shorts(prediction, 8, 1));

        assertThat(pixels(map))
                .containsExactly(
                        Difference.NONE.code(),
                        Difference.NONE.code(),
                        Difference.NONE.code(),
                        Difference.MISSED.code(),
                        Difference.MISSED.code(),
                        Difference.INVENTED.code(),
                        Difference.INVENTED.code(),
                        Difference.CONFUSED.code());
        RandomAccessibleInterval<ARGBType> shown =
                Overlay.ofDifferences(1).on(Overlay.colored(ArrayImgs.unsignedBytes(new byte[8], 8, 1)), map);
        assertThat(shown.getAt(0, 0).get()).isEqualTo(0xFF000000);
        assertThat(shown.getAt(3, 0).get()).isEqualTo(LabelColors.BLUE.argb());
        assertThat(shown.getAt(5, 0).get()).isEqualTo(LabelColors.VERMILION.argb());
        assertThat(shown.getAt(7, 0).get()).isEqualTo(LabelColors.YELLOW.argb());
    }

    @Test
    void refusesPicturesOfTwoShapes() {
        assertThatThrownBy(() -> Difference.map(labels(0), Views.rotate(labels(0), 0, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pictures have shapes");
    }

    /** By Viénot, Brettel and Mollon 1999: what is left of colours where one kind of cone is missing. */
    @Test
    void colorsStayApartForPeopleWhoSeeTwoPrimariesOnly() {
        double[][] protanopia = {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}};
        double[][] deuteranopia = {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}};
        for (double[][] vision : new double[][][] {protanopia, deuteranopia}) {
            for (LabelColors a : LabelColors.values()) {
                for (LabelColors b : LabelColors.values()) {
                    if (a != b) {
                        assertThat(distance(seen(a, vision), seen(b, vision)))
                                .as("%s and %s", a, b)
                                .isGreaterThan(0.1);
                    }
                }
            }
        }
        assertThat(LabelColors.argbOf(8)).isEqualTo(LabelColors.argbOf(1));
        assertThat(LabelColors.argbOf(0)).isEqualTo(LabelColors.argbOf(-1)).isZero();
        assertThat(distance(seen(LabelColors.BLUE, protanopia), seen(LabelColors.BLUE, protanopia)))
                .isCloseTo(0, within(0.0));
    }

    private static double[] seen(LabelColors color, double[][] vision) {
        double[] linear = {
            linear(ARGBType.red(color.argb())),
            linear(ARGBType.green(color.argb())),
            linear(ARGBType.blue(color.argb()))
        };
        double[] seen = new double[3];
        for (int i = 0; i < 3; i++) {
            double sum = vision[i][0] * linear[0] + vision[i][1] * linear[1] + vision[i][2] * linear[2];
            seen[i] = Math.pow(Math.max(sum, 0), 1 / 2.2);
        }
        return seen;
    }

    private static double linear(int value) {
        return Math.pow(value / 255.0, 2.2);
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
    }

    private static int sliceWithTumor() {
        byte[] labels = CASE.label().voxels().int8();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == 2) {
                return i / (WIDTH * HEIGHT) + 1;
            }
        }
        throw new AssertionError("the phantom has no tumour");
    }

    private static RandomAccessibleInterval<UnsignedByteType> grey(int slice) {
        Slice<FloatType> pixels = Slice.of(CASE.image().img(0), CASE.image().spacing(), Plane.YX, slice);
        return SOFT_TISSUE.grey(pixels.pixels());
    }

    private static RandomAccessibleInterval<ShortType> labels(int slice) {
        return Slice.of(CASE.label().img(), CASE.label().spacing(), Plane.YX, slice)
                .pixels();
    }

    private static int label(int slice, int y, int x) {
        int row = Math.min(Math.max(y, 0), HEIGHT - 1);
        int column = Math.min(Math.max(x, 0), WIDTH - 1);
        return CASE.label().voxels().get((slice * HEIGHT + row) * WIDTH + column);
    }

    private static int greyOf(int voxel) {
        double value = CASE.image().voxels()[voxel];
        return (int) Math.floor(Math.min(Math.max((value + 160) / 400, 0), 1) * 255 + 0.5);
    }

    private static int[] pixels(RandomAccessibleInterval<ShortType> picture) {
        int[] pixels = new int[(int) (picture.dimension(0) * picture.dimension(1))];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = picture.getAt(i % picture.dimension(0), i / picture.dimension(0))
                    .getInteger();
        }
        return pixels;
    }

    private static BufferedImage read(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }
}
