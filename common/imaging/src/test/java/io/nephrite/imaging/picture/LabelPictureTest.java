package io.nephrite.imaging.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class LabelPictureTest {
    @Test
    void isClearWhereALabelHasNoColor() throws IOException {
        short[] labels = {-1, 0, 1, 2, 2, 300};

        BufferedImage picture = ImageIO.read(
                new ByteArrayInputStream(Png.ofLabels(ArrayImgs.shorts(labels, 3, 2), LabelColors::argbOf)));

        for (int i = 0; i < labels.length; i++) {
            assertThat(picture.getRGB(i % 3, i / 3)).isEqualTo(LabelColors.argbOf(labels[i]));
        }
    }
}
