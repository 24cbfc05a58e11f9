package io.nephrite.imaging.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.fingerprint.ClassIntensities;
import io.nephrite.core.fingerprint.Quantile;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelIntensitiesTest {
    @Test
    void measuresEachLabelOfEachChannelAlone() {
        float[][] foreground = {{1, 2, 3, 10, 20, 4}, {-1, -1, -1, 5, 5, -1}};
        int[] labels = {1, 1, 1, 7, 7, 1};

        List<ClassIntensities> classes = LabelIntensities.of(foreground, i -> labels[i]);

        assertThat(classes).extracting(ClassIntensities::label).containsExactly(1, 7);
        assertThat(classes).extracting(ClassIntensities::voxels).containsExactly(4L, 2L);
        ClassIntensities.Channel first = classes.get(0).channels().get(0);
        assertThat(first.mean()).isEqualTo(2.5);
        assertThat(first.std()).isCloseTo(Math.sqrt(1.25), within(1e-12));
        assertThat(first.median()).isEqualTo(2.5);
        assertThat(first.percentile05()).isEqualTo(Quantile.percentile(5, 1, 2, 3, 4));
        assertThat(first.percentile95()).isEqualTo(Quantile.percentile(95, 1, 2, 3, 4));
        assertThat(classes.get(0).channels().get(1).std()).isZero();
        assertThat(classes.get(1).channels().get(1).median()).isEqualTo(5);
    }

    @Test
    void staysCloseToAllVoxelsWhereItTakesSome() {
        Random random = new Random(7);
        int voxels = 350_000;
        float[] values = new float[voxels];
        for (int i = 0; i < voxels; i++) {
            values[i] = (float) (100 + 20 * random.nextGaussian());
        }
        double[] all = IntStream.range(0, voxels).mapToDouble(i -> values[i]).toArray();

        ClassIntensities.Channel channel = LabelIntensities.of(new float[][] {values}, i -> 1)
                .get(0)
                .channels()
                .get(0);

        assertThat(channel.mean())
                .isCloseTo(
                        IntStream.range(0, voxels)
                                .mapToDouble(i -> values[i])
                                .average()
                                .orElseThrow(),
                        within(1e-9));
        assertThat(channel.median()).isCloseTo(Quantile.median(all), within(0.3));
        assertThat(channel.percentile05()).isCloseTo(Quantile.percentile(5, all), within(0.5));
    }

    @Test
    void hasNoClassWhereNothingIsLabelled() {
        assertThat(LabelIntensities.of(new float[][] {{}}, i -> 1)).isEmpty();
    }
}
