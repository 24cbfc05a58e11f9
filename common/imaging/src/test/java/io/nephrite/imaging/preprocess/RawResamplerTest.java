package io.nephrite.imaging.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.experiment.RawInterpolation;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.VoxelType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RawResamplerTest {
    private static final Shape3 SHAPE = new Shape3(7, 9, 8);
    private static final Spacing SPACING = new Spacing(2, 1, 1);
    private static final RawResampling RAW =
            new RawResampling(List.of(1.3, 1.4, 1.5), RawInterpolation.BSPLINE, RawInterpolation.NEAREST, -7);

    /** SimpleITK resamples each file by itself, so its integers stay integers whatever the other files hold. */
    @Test
    void castsEachChannelToTheTypeOfItsOwnFile() {
        ImageVolume ct = image(1, VoxelType.INT16);
        ImageVolume mask = image(2, VoxelType.UINT8);
        ImageVolume dose = image(3, VoxelType.REAL);
        RawResampler resampler = new RawResampler(2);

        ImageVolume together = resampler.resample(ImageVolume.joined(List.of(ct, mask, dose)), RAW);

        int n = (int) together.shape().voxels();
        List<ImageVolume> alone = List.of(ct, mask, dose);
        for (int c = 0; c < 3; c++) {
            float[] channel = Arrays.copyOfRange(together.voxels(), c * n, (c + 1) * n);
            assertThat(channel).isEqualTo(resampler.resample(alone.get(c), RAW).voxels());
            assertThat(together.voxelType(c)).isEqualTo(alone.get(c).voxelType(0));
            boolean integral = true;
            for (float voxel : channel) {
                integral &= voxel == Math.rint(voxel);
            }
            assertThat(integral).isEqualTo(c < 2);
        }
        assertThat(together.voxels()).contains(-7f);
    }

    private static ImageVolume image(long seed, VoxelType type) {
        Random random = new Random(seed);
        float[] voxels = new float[(int) SHAPE.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = random.nextInt(0, 200);
        }
        return new ImageVolume(voxels, 1, SHAPE, SPACING, type);
    }
}
