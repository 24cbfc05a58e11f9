package io.nephrite.imaging.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.geometry.Affine;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.ShortType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlaneViewTest {
    private static final Affine RAS = Affine.of(new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}});
    /** KiTS19's files: x goes down the patient, y to the back, z to the left. */
    private static final Affine IPL = Affine.of(new double[][] {{0, 0, -1, 0}, {0, -1, 0, 0}, {-1, 0, 0, 0}});

    /** A voxel's value tells its place: 100 z + 10 y + x. */
    private static RandomAccessibleInterval<ShortType> volume() {
        short[] values = new short[2 * 3 * 4];
        for (int z = 0; z < 4; z++) {
            for (int y = 0; y < 3; y++) {
                for (int x = 0; x < 2; x++) {
                    values[(z * 3 + y) * 2 + x] = (short) (100 * z + 10 * y + x);
                }
            }
        }
        return ArrayImgs.shorts(values, 2, 3, 4);
    }

    private static int pixel(RandomAccessibleInterval<ShortType> slice, int column, int row) {
        return slice.getAt(column, row).get();
    }

    @Test
    void showsTheRightOfThePatientOnTheLeftAndTheFrontOnTop() {
        var slice = PlaneView.of(AnatomicalPlane.AXIAL, RAS).slice(volume(), 2);

        assertThat(slice.dimensionsAsLongArray()).containsExactly(2, 3);
        assertThat(pixel(slice, 0, 0))
                .as("x grows to the right of the patient, y to the front")
                .isEqualTo(221);
        assertThat(pixel(slice, 1, 2)).isEqualTo(200);
    }

    @Test
    void findsThePlanesOfAVolumeThatLiesOtherwise() {
        PlaneView axial = PlaneView.of(AnatomicalPlane.AXIAL, IPL);
        var slice = axial.slice(volume(), 1);

        assertThat(axial.across()).isZero();
        assertThat(slice.dimensionsAsLongArray()).containsExactly(4, 3);
        assertThat(pixel(slice, 0, 0)).isEqualTo(1);
        assertThat(pixel(slice, 3, 2)).isEqualTo(321);
    }

    @ParameterizedTest
    @EnumSource(AnatomicalPlane.class)
    void usesEachDimensionOnce(AnatomicalPlane plane) {
        PlaneView view = PlaneView.of(plane, IPL);

        assertThat(new int[] {view.across(), view.columns(), view.rows()}).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void namesTheSidesOfThePicture() {
        PlaneView view = PlaneView.of(AnatomicalPlane.SAGITTAL, RAS);

        assertThat(view.left() + view.right() + view.top() + view.bottom()).isEqualTo("APSI");
    }

    @Test
    void refusesASliceThatIsNotThere() {
        PlaneView view = PlaneView.of(AnatomicalPlane.AXIAL, RAS);

        assertThatThrownBy(() -> view.slice(volume(), 4)).hasMessage("slices are 0 to 3, asked for 4");
    }
}
