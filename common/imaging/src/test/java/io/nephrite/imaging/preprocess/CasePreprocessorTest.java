package io.nephrite.imaging.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.NormalizationScheme;
import io.nephrite.core.plans.PreprocessingOrder;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CasePreprocessorTest {
    private static final Shape3 SHAPE = new Shape3(7, 12, 17);
    private static final Spacing SPACING = new Spacing(3, 1.5, 1);

    @Test
    void givesTheSameBitsWithAnyNumberOfThreads() {
        PreprocessingParameters parameters = new TestParameters()
                .transpose(2, 0, 1)
                .spacing(1.2, 2.0, 1.7)
                .scheme(NormalizationScheme.Z_SCORE, true)
                .build();
        PreprocessedCase one = new CasePreprocessor(parameters, 1).preprocess("c", image(1), Optional.of(label()));
        PreprocessedCase three = new CasePreprocessor(parameters, 3).preprocess("c", image(1), Optional.of(label()));

        assertThat(three.image()).isEqualTo(one.image());
        assertThat(three.segmentation().int8()).isEqualTo(one.segmentation().int8());
        assertThat(three.properties()).isEqualTo(one.properties());
    }

    @ParameterizedTest
    @EnumSource(PreprocessingOrder.class)
    void leavesAnImageAloneThatIsOnItsGrid(PreprocessingOrder order) {
        PreprocessingParameters parameters =
                new TestParameters().order(order).spacing(3.0, 1.5, 1.0).build();
        ImageVolume image = image(1);

        PreprocessedCase done = new CasePreprocessor(parameters, 2).preprocess("c", image, Optional.of(label()));

        assertThat(done.image()).isEqualTo(image.voxels());
        assertThat(done.segmentation().int8()).isEqualTo(label().voxels().int8());
    }

    @ParameterizedTest
    @EnumSource(PreprocessingOrder.class)
    void treatsTheThickAxisOfImageAndLabelsEachByItsOwnSetting(PreprocessingOrder order) {
        TestParameters parameters = new TestParameters().order(order).spacing(1.0, 1.0, 1.0);
        PreprocessedCase both = thick(parameters.separateZ(true, true));
        PreprocessedCase none = thick(parameters.separateZ(false, false));

        PreprocessedCase imageOnly = thick(parameters.separateZ(true, false));

        assertThat(imageOnly.image()).isEqualTo(both.image()).isNotEqualTo(none.image());
        assertThat(imageOnly.segmentation().int8())
                .isEqualTo(none.segmentation().int8())
                .isNotEqualTo(both.segmentation().int8());
        assertThat(imageOnly.properties().classLocations())
                .isEqualTo(none.properties().classLocations());
    }

    private static PreprocessedCase thick(TestParameters parameters) {
        Random random = new Random(12);
        byte[] labels = new byte[(int) SHAPE.voxels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) random.nextInt(3);
        }
        LabelVolume label = new LabelVolume(labels, SHAPE, SPACING);
        return new CasePreprocessor(parameters.build(), 2).preprocess("c", image(1), Optional.of(label));
    }

    @Test
    void keepsTheFirstAxisOfThePlanFrameIn2d() {
        PreprocessingParameters parameters =
                new TestParameters().transpose(1, 0, 2).spacing(1.5, 2.0).build();

        PreprocessedCase done = new CasePreprocessor(parameters, 2).preprocess("c", image(1), Optional.empty());

        assertThat(done.shape()).isEqualTo(new Shape3(12, 14, 8));
        assertThat(done.properties().resampledSpacing()).isEqualTo(new Spacing(1.5, 1.5, 2));
    }

    @Test
    void clipsCtBeforeInterpolationInV2AndAfterItInV1() {
        // A step from -1000 to +1000: the spline overshoots, and v1 clips after that.
        Shape3 shape = new Shape3(1, 1, 20);
        float[] step = new float[20];
        for (int i = 0; i < 20; i++) {
            step[i] = i < 10 ? -1000 : 1000;
        }
        ImageVolume image = new ImageVolume(step, 1, shape, new Spacing(1, 1, 1));
        TestParameters parameters = new TestParameters().spacing(1.0, 1.0, 0.5).scheme(NormalizationScheme.CT, false);
        float[] v1 = preprocessed(parameters.order(PreprocessingOrder.V1).build(), image);
        float[] v2 = preprocessed(parameters.order(PreprocessingOrder.V2).build(), image);

        float lowest = (-80f - 50f) / 25f;
        float highest = (200f - 50f) / 25f;
        assertThat(v1).contains(lowest, highest);
        assertThat(v1[20]).isEqualTo(highest);
        assertThat(v2[20]).isLessThan(highest);
        for (float value : v2) {
            assertThat(value).isBetween(lowest, highest);
        }
    }

    @Test
    void standardisesWithinTheMaskOnly() {
        ImageVolume image = image(1);
        for (int z = 0; z < SHAPE.z(); z++) {
            for (int y = 0; y < SHAPE.y(); y++) {
                image.voxels()[(z * SHAPE.y() + y) * SHAPE.x()] = z == 3 && y == 5 ? 9 : 0;
            }
        }
        PreprocessingParameters parameters = new TestParameters()
                .spacing(3.0, 1.5, 1.0)
                .scheme(NormalizationScheme.Z_SCORE, true)
                .build();

        PreprocessedCase done = new CasePreprocessor(parameters, 1).preprocess("c", image, Optional.empty());

        double sum = 0;
        double squares = 0;
        int inside = 0;
        for (int i = 0; i < done.image().length; i++) {
            if (done.segmentation().get(i) < 0) {
                assertThat(done.image()[i]).isZero();
            } else {
                inside++;
                sum += done.image()[i];
                squares += done.image()[i] * done.image()[i];
            }
        }
        assertThat(inside).isEqualTo((int) SHAPE.voxels() - SHAPE.z() * SHAPE.y() + 1);
        assertThat(sum / inside).isCloseTo(0, within(1e-5));
        assertThat(squares / inside).isCloseTo(1, within(1e-5));
    }

    @Test
    void normalisesEachChannelByItsOwnScheme() {
        PreprocessingParameters parameters = new TestParameters()
                .spacing(3.0, 1.5, 1.0)
                .schemes(NormalizationScheme.NONE, NormalizationScheme.RESCALE_TO_01, NormalizationScheme.RGB_TO_01)
                .build();
        ImageVolume image = image(3);
        int n = (int) SHAPE.voxels();
        for (int i = 2 * n; i < 3 * n; i++) {
            image.voxels()[i] = i % 256;
        }

        float[] done = preprocessed(parameters, image);

        assertThat(done[5]).isEqualTo(image.voxels()[5]);
        float low = Float.MAX_VALUE;
        float high = -Float.MAX_VALUE;
        for (int i = n; i < 2 * n; i++) {
            low = Math.min(low, done[i]);
            high = Math.max(high, done[i]);
        }
        assertThat(low).isZero();
        assertThat(high).isEqualTo(1);
        assertThat(done[2 * n + 7]).isEqualTo(image.voxels()[2 * n + 7] / 255f);
        image.voxels()[2 * n] = 256;
        assertThatThrownBy(() -> preprocessed(parameters, image))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("no RGB values");
    }

    @Test
    void cropsToWhatIsNotZero() {
        ImageVolume image = image(1);
        for (int i = 0; i < 2 * SHAPE.y() * SHAPE.x(); i++) {
            image.voxels()[i] = 0;
        }
        PreprocessingParameters parameters =
                new TestParameters().transpose(2, 0, 1).spacing(1.0, 3.0, 1.5).build();

        CaseProperties properties = new CasePreprocessor(parameters, 1)
                .preprocess("c", image, Optional.of(label()))
                .properties();

        assertThat(properties.boundingBox()).isEqualTo(new BoundingBox(0, 17, 2, 7, 0, 12));
        assertThat(properties.shapeBeforeCropping()).isEqualTo(new Shape3(17, 7, 12));
        assertThat(properties.spacing()).isEqualTo(SPACING);
        assertThat(Json.read(Json.bytes(properties), CaseProperties.class)).isEqualTo(properties);
    }

    @Test
    void refusesAnImageThatThePlansWereNotMadeFor() {
        PreprocessingParameters parameters = new TestParameters().build();
        LabelVolume other = new LabelVolume(new byte[24], new Shape3(2, 3, 4), SPACING);

        assertThatThrownBy(() -> preprocessed(parameters, image(2))).hasMessageContaining("2 channels");
        assertThatThrownBy(() -> new CasePreprocessor(parameters, 1).preprocess("case_7", image(1), Optional.of(other)))
                .hasMessageContaining("case_7: label shape (2, 3, 4) differs from image shape (7, 12, 17)");
    }

    private static float[] preprocessed(PreprocessingParameters parameters, ImageVolume image) {
        return new CasePreprocessor(parameters, 1)
                .preprocess("c", image, Optional.empty())
                .image();
    }

    private static ImageVolume image(int channels) {
        Random random = new Random(11);
        float[] voxels = new float[channels * (int) SHAPE.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) (100 + 30 * random.nextGaussian());
        }
        return new ImageVolume(voxels, channels, SHAPE, SPACING);
    }

    private static LabelVolume label() {
        byte[] labels = new byte[(int) SHAPE.voxels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % 17 > 9 ? i / 17 % 12 / 4 : 0);
        }
        return new LabelVolume(labels, SHAPE, SPACING);
    }
}
