package io.nephrite.learning.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.imaging.picture.LabelColors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ProgressPlotTest {
    /** Between two panels lie at least so many pixels; a curve over a frame is thinner. */
    private static final int GAP = 30;

    @Test
    void drawsFewEpochsOfTwoClasses() throws IOException {
        BufferedImage picture = picture("progress-10-2.png", List.of("kidney", "tumor"), 10);

        assertThat(pixels(picture, LabelColors.lineArgbOf(1))).isPositive();
        assertThat(pixels(picture, LabelColors.lineArgbOf(2))).isPositive();
    }

    @Test
    void drawsAThousandEpochsOfThirtyClasses() throws IOException {
        List<String> names = IntStream.rangeClosed(1, 30)
                .mapToObj(i -> "structure number " + i)
                .toList();

        BufferedImage picture = picture("progress-1000-30.png", names, 1000);

        for (int label = 1; label <= 7; label++) {
            assertThat(pixels(picture, LabelColors.lineArgbOf(label)))
                    .as("label %d", label)
                    .isPositive();
        }
    }

    @Test
    void drawsASingleEpochAndClassesThatNoCaseHas() throws IOException {
        assertThat(picture("progress-1-3.png", List.of("a", "epoch", "0"), 1).getWidth())
                .isPositive();
    }

    /** The frames of all panels begin in the same column, and there are five of them. */
    @Test
    void putsThePanelsInLine() throws IOException {
        BufferedImage picture = picture("progress-line.png", List.of("kidney"), 50);
        int frame = 0x9aa0a6;

        List<Integer> columns = new ArrayList<>();
        int panels = 0;
        for (int x = 0; x < picture.getWidth() / 2; x++) {
            int high = 0;
            int begun = 0;
            int last = -GAP;
            for (int y = 0; y < picture.getHeight(); y++) {
                boolean here = (picture.getRGB(x, y) & 0xffffff) == frame;
                high += here ? 1 : 0;
                begun += here && y - last >= GAP ? 1 : 0;
                last = here ? y : last;
            }
            if (high > picture.getHeight() / 2) {
                columns.add(x);
                panels = begun;
            }
        }

        assertThat(columns).hasSize(1);
        assertThat(panels).isEqualTo(5);
    }

    private static long pixels(BufferedImage picture, int argb) {
        return IntStream.range(0, picture.getWidth() * picture.getHeight())
                .filter(i -> (picture.getRGB(i % picture.getWidth(), i / picture.getWidth()) & 0xffffff)
                        == (argb & 0xffffff))
                .count();
    }

    private static BufferedImage picture(String file, List<String> names, int epochs) throws IOException {
        byte[] png = ProgressPlot.png(names, history(names.size(), epochs));
        Files.write(Path.of("target", file), png); // to be looked at
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static List<EpochReport> history(int classes, int epochs) {
        Random random = new Random(7);
        List<EpochReport> history = new ArrayList<>();
        double ema = 0;
        for (int i = 0; i < epochs; i++) {
            double done = 1 - Math.exp(-8.0 * i / epochs);
            List<OptionalDouble> dice = new ArrayList<>();
            for (int k = 0; k < classes; k++) {
                double best = 0.95 - 0.6 * k / Math.max(1, classes);
                dice.add(
                        i < epochs / 20 && k % 3 == 2
                                ? OptionalDouble.empty()
                                : OptionalDouble.of(
                                        Math.min(1, Math.max(0, best * done + 0.02 * random.nextGaussian()))));
            }
            double mean = dice.stream()
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .average()
                    .orElse(0);
            ema = i == 0 ? mean : 0.9 * ema + 0.1 * mean;
            history.add(new EpochReport(
                    i,
                    epochs,
                    0.5 - 1.3 * done + 0.02 * random.nextGaussian(),
                    0.55 - 1.25 * done + 0.03 * random.nextGaussian(),
                    dice,
                    dice,
                    OptionalDouble.of(mean),
                    ema,
                    true,
                    0.01 * Math.pow(1 - (double) i / epochs, 0.9),
                    Instant.EPOCH,
                    120 + 3 * random.nextGaussian(),
                    2,
                    0.05,
                    OptionalLong.empty(),
                    0));
        }
        return history;
    }
}
