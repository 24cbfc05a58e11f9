package io.nephrite.imaging.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.phantom.AbdomenPhantom;
import io.nephrite.imaging.phantom.PhantomCase;
import io.nephrite.imaging.volume.ImageVolume;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against loops over the plain arrays of a phantom. */
class SliceTest {
    private static final PhantomCase CASE = new AbdomenPhantom(7, 1).render("case", 8, 6);
    private static final ImageVolume IMAGE = CASE.image();
    private static final Shape3 SHAPE = IMAGE.shape();

    @ParameterizedTest
    @EnumSource
    void showsTheVoxelsOfEveryPlane(Plane plane) {
        int index = 5;
        Slice<FloatType> slice = Slice.of(IMAGE.img(0), IMAGE.spacing(), plane, index);

        assertThat(slice.pixels().dimension(0)).isEqualTo(columns(plane));
        assertThat(slice.pixels().dimension(1)).isEqualTo(rows(plane));
        for (int row = 0; row < rows(plane); row++) {
            for (int column = 0; column < columns(plane); column++) {
                assertThat(slice.pixels().getAt(column, row).get()).isEqualTo(voxel(plane, index, row, column));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesAnisotropicVoxelsTheirTrueAspect(Plane plane) {
        Spacing spacing = new Spacing(5, 1.6, 0.8);
        RandomAccessibleInterval<FloatType> squared =
                Slice.of(IMAGE.img(0), spacing, plane, 3).linear(10_000).pixels();

        double widthMm = columns(plane) * (plane == Plane.ZY ? 1.6 : 0.8);
        double heightMm = rows(plane) * (plane == Plane.YX ? 1.6 : 5);
        assertThat((double) squared.dimension(0) / squared.dimension(1)).isCloseTo(widthMm / heightMm, within(0.01));
        assertThat(Math.min(squared.dimension(0) / columns(plane), squared.dimension(1) / rows(plane)))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void interpolatesIntensitiesAndTakesTheNearestLabels(Plane plane) {
        int index = 9;
        Spacing spacing = IMAGE.spacing();
        Slice<FloatType> image = Slice.of(IMAGE.img(0), spacing, plane, index).linear(61);
        Slice<ShortType> label =
                Slice.of(CASE.label().img(), spacing, plane, index).nearest(61);

        long width = image.pixels().dimension(0);
        long height = image.pixels().dimension(1);
        assertThat(Math.max(width, height)).isLessThanOrEqualTo(61);
        assertThat(image.columnMm()).isEqualTo(image.rowMm());
        assertThat(label.pixels().dimensionsAsLongArray()).containsExactly(width, height);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double y = (row + 0.5) * rows(plane) / height - 0.5;
                double x = (column + 0.5) * columns(plane) / width - 0.5;
                assertThat((double) image.pixels().getAt(column, row).get())
                        .isCloseTo(linear(plane, index, y, x), within(1e-2));
                int nearest = CASE.label().voxels().get(at(plane, index, (int) Math.floor(y + 0.5), (int)
                        Math.floor(x + 0.5)));
                assertThat(label.pixels().getAt(column, row).getInteger()).isEqualTo(nearest);
            }
        }
    }

    @Test
    void refusesSlicesThatTheVolumeDoesNotHave() {
        assertThatThrownBy(() -> Slice.of(IMAGE.img(0), IMAGE.spacing(), Plane.YX, SHAPE.z()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slices of plane YX are 0 to " + (SHAPE.z() - 1) + ", asked for " + SHAPE.z());
    }

    @ParameterizedTest
    @EnumSource
    void projectsTheLargestValueAcrossThePlane(Plane plane) {
        RandomAccessibleInterval<FloatType> projected =
                Projection.maximum(IMAGE.img(0), IMAGE.spacing(), plane).pixels();

        int depth = plane == Plane.YX ? SHAPE.z() : plane == Plane.ZX ? SHAPE.y() : SHAPE.x();
        for (int row = 0; row < rows(plane); row++) {
            for (int column = 0; column < columns(plane); column++) {
                float largest = Float.NEGATIVE_INFINITY;
                for (int i = 0; i < depth; i++) {
                    largest = Math.max(largest, voxel(plane, i, row, column));
                }
                assertThat(projected.getAt(column, row).get()).isEqualTo(largest);
            }
        }
    }

    private static double linear(Plane plane, int index, double y, double x) {
        int row = (int) Math.floor(y);
        int column = (int) Math.floor(x);
        double sum = 0;
        for (int corner = 0; corner < 4; corner++) {
            double wy = (corner & 2) == 0 ? 1 - (y - row) : y - row;
            double wx = (corner & 1) == 0 ? 1 - (x - column) : x - column;
            sum += wy * wx * voxel(plane, index, row + (corner >> 1), column + (corner & 1));
        }
        return sum;
    }

    private static float voxel(Plane plane, int index, int row, int column) {
        return IMAGE.voxels()[at(plane, index, row, column)];
    }

    /** Beyond the edge the outermost voxel goes on. */
    private static int at(Plane plane, int index, int row, int column) {
        int r = Math.min(Math.max(row, 0), rows(plane) - 1);
        int c = Math.min(Math.max(column, 0), columns(plane) - 1);
        int z = plane == Plane.YX ? index : r;
        int y = plane == Plane.YX ? r : plane == Plane.ZX ? index : c;
        int x = plane == Plane.ZY ? index : c;
        return (z * SHAPE.y() + y) * SHAPE.x() + x;
    }

    private static int rows(Plane plane) {
        return plane == Plane.YX ? SHAPE.y() : SHAPE.z();
    }

    private static int columns(Plane plane) {
        return plane == Plane.ZY ? SHAPE.y() : SHAPE.x();
    }
}
