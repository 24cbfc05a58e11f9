package io.nephrite.imaging.resample;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.experiment.RawInterpolation;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.SharedCases;
import io.nephrite.imaging.preprocess.RawResampler;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.VoxelType;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Integers as {@code sitk.Resample} makes them where the last bits of a double decide: on samples, and among equal
 * samples. {@code itk.npz} is made by {@code make_itk.py} beside it.
 */
class ItkIntegersReferenceTest {
    private static final List<String> CASES =
            List.of("halved", "doubled", "thirds", "same", "slice", "thin", "recipe", "padded", "bytes", "tall");
    private final Map<String, ReferenceArray> itk = ReferenceNumbers.npz(ItkIntegersReferenceTest.class, "itk.npz");

    @ParameterizedTest
    @EnumSource(RawInterpolation.class)
    void givesTheIntegersOfItkAlsoWhereTheLastBitDecides(RawInterpolation kind) {
        for (String name : CASES) {
            String id = kind + "_" + name;
            ImageVolume image = new ImageVolume(
                    floats(id + "_image"),
                    1,
                    shape(id + "_image"),
                    Spacing.of(itk.get(id + "_from").doubles()),
                    name.equals("bytes") ? VoxelType.UINT8 : VoxelType.INT16);
            double[] to = itk.get(id + "_to").doubles();

            ImageVolume ours = new RawResampler(2)
                    .resample(
                            image, new RawResampling(List.of(to[2], to[1], to[0]), kind, RawInterpolation.NEAREST, 0));

            assertThat(ours.shape()).as(id).isEqualTo(shape(id + "_result"));
            assertThat(ours.voxels()).as(id).isEqualTo(floats(id + "_result"));
        }
    }

    /** A large image's coefficients are worked out a band of rows at a time. */
    @ParameterizedTest
    @ValueSource(longs = {0, 7 * 2 * 4 * Double.BYTES, 100 * 2 * 4 * Double.BYTES})
    void givesTheSameInBandsOfRows(long bandBytes) {
        Shape3 shape = shape("BSPLINE_tall_image");
        Shape3 newShape = shape("BSPLINE_tall_result");
        float[] ours = new float[Math.toIntExact(newShape.voxels())];

        new ItkSpline(
                        shape,
                        ItkAxis.of(shape.z(), newShape.z(), 2, 2, false),
                        ItkAxis.of(shape.y(), newShape.y(), 0.8, 1, false),
                        ItkAxis.of(shape.x(), newShape.x(), 1, 1, true),
                        bandBytes,
                        2)
                .resample(floats("BSPLINE_tall_image"), 0, VoxelType.INT16, ours, 0);

        assertThat(ours).isEqualTo(floats("BSPLINE_tall_result"));
    }

    @Test
    void leavesSamplesAsTheyAreInRealNumbers() {
        float[] voxels = floats("BSPLINE_same_image");
        Shape3 shape = shape("BSPLINE_same_image");
        Spacing spacing = new Spacing(0.9, 0.9, 0.9);

        float[] ours = new RawResampler(1)
                .resample(
                        new ImageVolume(voxels, 1, shape, spacing),
                        new RawResampling(
                                List.of(0.9, 0.9, 0.9), RawInterpolation.BSPLINE, RawInterpolation.NEAREST, 0))
                .voxels();

        assertThat(SharedCases.greatestDifference(ours, voxels)).isLessThan(1e-9);
        float[] integers = floats("BSPLINE_same_result");
        assertThat(Arrays.equals(integers, voxels)).as("ITK truncates these").isFalse();
    }

    private Shape3 shape(String name) {
        int[] s = itk.get(name).shape();
        return new Shape3(s[0], s[1], s[2]);
    }

    private float[] floats(String name) {
        return itk.get(name).floats();
    }
}
