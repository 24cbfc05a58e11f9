package io.nephrite.imaging.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.fingerprint.Quantile;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.imglib2.Cursor;
import net.imglib2.Localizable;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class SurfaceDistancesTest {
    private static final Set<Integer> ONE = Set.of(1);

    @Test
    void isZeroWhereBothAreTheSame() {
        LabelVolume ball = ball(new Shape3(12, 14, 16), new Spacing(2, 1, 0.5), 4);

        SurfaceDistances distances = SurfaceDistances.of(ball, ball, ONE, OptionalInt.empty(), 0, 1);

        assertThat(distances.hausdorff95Mm()).hasValue(0);
        assertThat(distances.meanMm()).hasValue(0);
        assertThat(distances.surfaceDice()).hasValue(1);
    }

    @Test
    void isTheShiftWhereAPlateIsMovedAlongItsNormal() {
        Shape3 shape = new Shape3(10, 5, 5);
        Spacing spacing = new Spacing(3, 1, 1);

        SurfaceDistances distances =
                SurfaceDistances.of(plate(shape, spacing, 6), plate(shape, spacing, 2), ONE, OptionalInt.empty(), 1, 1);

        assertThat(distances.hausdorff95Mm()).hasValue(12);
        assertThat(distances.meanMm()).hasValue(12);
        assertThat(distances.surfaceDice()).hasValue(0);
    }

    @Test
    void countsASurfaceVoxelAtTheToleranceAsRight() {
        Shape3 shape = new Shape3(10, 5, 5);
        Spacing spacing = new Spacing(0.7, 1, 1);

        assertThat(SurfaceDistances.of(
                                plate(shape, spacing, 6), plate(shape, spacing, 5), ONE, OptionalInt.empty(), 0.7, 1)
                        .surfaceDice())
                .hasValue(1);
    }

    @Test
    void saysNothingOfAStructureThatIsNowhere() {
        LabelVolume empty = new LabelVolume(new byte[8], new Shape3(2, 2, 2), new Spacing(1, 1, 1));

        SurfaceDistances distances = SurfaceDistances.of(empty, empty, ONE, OptionalInt.empty(), 1, 1);

        assertThat(distances.hausdorff95Mm()).isEmpty();
        assertThat(distances.meanMm()).isEmpty();
        assertThat(distances.surfaceDice()).isEmpty();
    }

    @Test
    void hasNoDistanceAndNoSurfaceDiceWhereOnlyOneHasTheStructure() {
        Shape3 shape = new Shape3(12, 14, 16);
        Spacing spacing = new Spacing(1, 1, 1);
        LabelVolume empty = new LabelVolume(new byte[(int) shape.voxels()], shape, spacing);

        SurfaceDistances missed = SurfaceDistances.of(empty, ball(shape, spacing, 3), ONE, OptionalInt.empty(), 1, 1);

        assertThat(missed.hausdorff95Mm()).isEmpty();
        assertThat(missed.meanMm()).isEmpty();
        assertThat(missed.surfaceDice()).hasValue(0);
    }

    @Test
    void leavesOutVoxelsThatTheReferenceIgnores() {
        Shape3 shape = new Shape3(1, 1, 6);
        Spacing spacing = new Spacing(1, 1, 1);
        LabelVolume reference = new LabelVolume(new byte[] {0, 1, 1, 0, 9, 9}, shape, spacing);
        LabelVolume prediction = new LabelVolume(new byte[] {0, 1, 1, 0, 1, 1}, shape, spacing);

        assertThat(SurfaceDistances.of(prediction, reference, ONE, OptionalInt.of(9), 0, 1)
                        .hausdorff95Mm())
                .hasValue(0);
        assertThat(SurfaceDistances.of(prediction, reference, ONE, OptionalInt.empty(), 0, 1)
                        .hausdorff95Mm()
                        .orElseThrow())
                .isPositive();
    }

    @Test
    void refusesVolumesOfDifferentGrids() {
        LabelVolume a = ball(new Shape3(6, 6, 6), new Spacing(1, 1, 1), 2);
        LabelVolume b = ball(new Shape3(6, 6, 6), new Spacing(2, 1, 1), 2);

        assertThatThrownBy(() -> SurfaceDistances.of(a, b, ONE, OptionalInt.empty(), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the grids differ");
    }

    @Test
    void agreesWithDistancesBetweenAllPairsOfSurfaceVoxels() {
        Random random = new Random(5);
        for (int trial = 0; trial < 40; trial++) {
            Shape3 shape = new Shape3(2 + random.nextInt(5), 2 + random.nextInt(6), 2 + random.nextInt(7));
            Spacing spacing = new Spacing(0.5 + 4 * random.nextDouble(), 0.5 + random.nextDouble(), 0.8);
            LabelVolume reference = noise(shape, spacing, random);
            LabelVolume prediction = noise(shape, spacing, random);

            SurfaceDistances found = SurfaceDistances.of(prediction, reference, ONE, OptionalInt.empty(), 1.1, 2);

            List<int[]> predicted = surface(prediction);
            List<int[]> referenced = surface(reference);
            double[] there = nearest(predicted, referenced, spacing);
            double[] back = nearest(referenced, predicted, spacing);
            double hausdorff = Math.max(Quantile.percentile(95, there), Quantile.percentile(95, back));
            double sum = 0;
            int near = 0;
            for (double[] distances : List.of(there, back)) {
                for (double distance : distances) {
                    sum += distance;
                    near += distance <= 1.1 ? 1 : 0;
                }
            }
            int count = there.length + back.length;
            assertThat(found.hausdorff95Mm().orElseThrow()).isCloseTo(hausdorff, within(1e-5));
            assertThat(found.meanMm().orElseThrow()).isCloseTo(sum / count, within(1e-5));
            assertThat(found.surfaceDice().orElseThrow()).isCloseTo((double) near / count, within(1e-12));
        }
    }

    private static double[] nearest(List<int[]> places, List<int[]> features, Spacing spacing) {
        return places.stream()
                .mapToDouble(p -> features.stream()
                        .mapToDouble(f -> Math.sqrt(Math.pow((p[0] - f[0]) * spacing.z(), 2)
                                + Math.pow((p[1] - f[1]) * spacing.y(), 2)
                                + Math.pow((p[2] - f[2]) * spacing.x(), 2)))
                        .min()
                        .orElseThrow())
                .toArray();
    }

    /** Places (z, y, x) of label 1 that have a neighbour of another label, or none. */
    private static List<int[]> surface(LabelVolume volume) {
        List<int[]> surface = new ArrayList<>();
        RandomAccess<ShortType> around = Views.extendZero(volume.img()).randomAccess();
        Cursor<ShortType> at = volume.img().localizingCursor();
        while (at.hasNext()) {
            if (at.next().get() == 1 && touchesAnother(around, at)) {
                surface.add(new int[] {at.getIntPosition(2), at.getIntPosition(1), at.getIntPosition(0)});
            }
        }
        return surface;
    }

    private static boolean touchesAnother(RandomAccess<ShortType> around, Localizable at) {
        boolean touches = false;
        for (int dimension = 0; dimension < 3; dimension++) {
            around.setPosition(at);
            around.bck(dimension);
            touches |= around.get().get() != 1;
            around.move(2, dimension);
            touches |= around.get().get() != 1;
        }
        return touches;
    }

    private static LabelVolume noise(Shape3 shape, Spacing spacing, Random random) {
        byte[] voxels = new byte[(int) shape.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (byte) (random.nextDouble() < 0.5 ? 1 : 2 * random.nextInt(2));
        }
        voxels[random.nextInt(voxels.length)] = 1;
        return new LabelVolume(voxels, shape, spacing);
    }

    private static LabelVolume plate(Shape3 shape, Spacing spacing, int z) {
        byte[] voxels = new byte[(int) shape.voxels()];
        int plane = shape.y() * shape.x();
        Arrays.fill(voxels, z * plane, (z + 1) * plane, (byte) 1);
        return new LabelVolume(voxels, shape, spacing);
    }

    private static LabelVolume ball(Shape3 shape, Spacing spacing, double radiusMm) {
        byte[] voxels = new byte[(int) shape.voxels()];
        int at = 0;
        for (int z = 0; z < shape.z(); z++) {
            for (int y = 0; y < shape.y(); y++) {
                for (int x = 0; x < shape.x(); x++, at++) {
                    double dz = (z - shape.z() / 2.0) * spacing.z();
                    double dy = (y - shape.y() / 2.0) * spacing.y();
                    double dx = (x - shape.x() / 2.0) * spacing.x();
                    voxels[at] = (byte) (dz * dz + dy * dy + dx * dx <= radiusMm * radiusMm ? 1 : 0);
                }
            }
        }
        return new LabelVolume(voxels, shape, spacing);
    }
}
