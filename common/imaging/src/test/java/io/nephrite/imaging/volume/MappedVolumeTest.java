package io.nephrite.imaging.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.util.ImgUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedVolumeTest {
    private static final Shape3 SHAPE = new Shape3(70, 130, 150); // more than one chunk
    private static final Spacing SPACING = new Spacing(1, 1, 1);

    @TempDir
    Path folder;

    @Test
    void holdsTheVoxelsOfOneChannelAndLeavesNoFile() throws IOException {
        Random random = new Random(5);
        int n = (int) SHAPE.voxels();
        float[] voxels = new float[2 * n];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = random.nextFloat();
        }

        var mapped = MappedVolume.ofImage(new ImageVolume(voxels, 2, SHAPE, SPACING), 1, folder);

        float[] copy = new float[n];
        ImgUtil.copy(mapped, ArrayImgs.floats(copy, SHAPE.x(), SHAPE.y(), SHAPE.z()));
        assertThat(copy).isEqualTo(Arrays.copyOfRange(voxels, n, 2 * n));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void holdsLabelsOfOneOrTwoBytes() throws IOException {
        int n = (int) SHAPE.voxels();
        short[] labels = new short[n];
        Random random = new Random(6);
        for (int i = 0; i < n; i++) {
            labels[i] = (short) (random.nextInt(32_769) - 1);
        }

        var mapped = MappedVolume.ofLabels(new LabelVolume(LabelArray.of(labels), SHAPE, SPACING), folder);

        short[] copy = new short[n];
        ImgUtil.copy(mapped, ArrayImgs.shorts(copy, SHAPE.x(), SHAPE.y(), SHAPE.z()));
        assertThat(copy).isEqualTo(labels);
    }
}
