package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.ReferenceSize;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares with batchgeneratorsv2 0.3.6, voxel by voxel. */
class PreviousStageAugmentationReferenceTest {
    private static final int LABELS = 3;

    private static Map<String, ReferenceArray> vectors(ReferenceSize size, String file) {
        return ReferenceNumbers.npz(size.path("cascade/" + file));
    }

    private static List<String> names(Map<String, ReferenceArray> vectors, String pattern) {
        List<String> names =
                vectors.keySet().stream().filter(k -> k.matches(pattern)).toList();
        assertThat(names).hasSizeGreaterThan(2);
        return names;
    }

    @ParameterizedTest
    @EnumSource
    void drawsTheSameBalls(ReferenceSize size) {
        Map<String, ReferenceArray> vectors = vectors(size, "aug_binary.npz");
        for (String name : names(vectors, "ball_.*")) {
            ReferenceArray expected = vectors.get(name);
            StructuringElement ball = StructuringElement.ball(Double.parseDouble(name.substring("ball_".length())));
            int m = expected.shape()[0];
            int origin = (m - 1) / 2;
            float[] drawn = new float[m * m * m];
            for (StructuringElement.Run run : ball.runs()) {
                for (int x = run.first(); x <= run.last(); x++) {
                    drawn[((run.z() + origin) * m + run.y() + origin) * m + x + origin] = 1;
                }
            }
            assertThat(drawn).as(name).isEqualTo(expected.floats());
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesTheSameToALabelAndTheOnesAroundIt(ReferenceSize size) {
        Map<String, ReferenceArray> vectors = vectors(size, "aug_binary.npz");
        for (String name : names(vectors, "(dilation|erosion|closing|opening)_.*")) {
            String[] words = Pattern.compile("_").split(name, -1);
            float[] oneHot = vectors.get("onehot").floats();
            augmentation(vectors)
                    .operate(
                            oneHot,
                            0,
                            LABELS,
                            1,
                            BinaryOperator.valueOf(words[0].toUpperCase(Locale.ROOT)),
                            Double.parseDouble(words[1]));
            assertThat(oneHot).as(name).isEqualTo(vectors.get(name).floats());
        }
    }

    @ParameterizedTest
    @EnumSource
    void looksAtWhatTheOperatorBeforeHasLeft(ReferenceSize size) {
        Map<String, ReferenceArray> vectors = vectors(size, "aug_binary.npz");
        float[] oneHot = vectors.get("onehot").floats();
        PreviousStageAugmentation augmentation = augmentation(vectors);
        augmentation.operate(oneHot, 0, LABELS, 2, BinaryOperator.DILATION, 2.7);
        augmentation.operate(oneHot, 0, LABELS, 0, BinaryOperator.CLOSING, 1.7);
        assertThat(oneHot)
                .isEqualTo(vectors.get("sequence_dilation_2.7_on_3_then_closing_1.7_on_1")
                        .floats());
    }

    @ParameterizedTest
    @EnumSource
    void removesTheSameComponents(ReferenceSize size) {
        Map<String, ReferenceArray> vectors = vectors(size, "aug_component.npz");
        for (String name : names(vectors, "removed_.*")) {
            removesTheSameComponent(vectors, name);
        }
    }

    private static void removesTheSameComponent(Map<String, ReferenceArray> vectors, String name) {
        int channel = Integer.parseInt(name.substring("removed_ch".length(), name.indexOf("_id")));
        int id = Integer.parseInt(name.substring(name.indexOf("_id") + "_id".length()));
        int[] shape = shape(vectors);
        int voxels = shape[0] * shape[1] * shape[2];
        float[] oneHot = vectors.get("onehot").floats();
        MaskComponents components = new MaskComponents(oneHot, channel * voxels, shape);
        List<MaskComponents.Component> found = components.find();
        assertThat(found.stream().mapToInt(MaskComponents.Component::voxels))
                .containsExactly(Arrays.stream(vectors.get("sizes_ch" + channel).ints())
                        .boxed()
                        .toArray(Integer[]::new));
        List<MaskComponents.Component> removable = augmentation(vectors).removable(components);
        assertThat(IntStream.range(0, found.size())
                        .filter(i -> removable.contains(found.get(i)))
                        .map(i -> i + 1))
                .containsExactly(Arrays.stream(vectors.get("valid_ch" + channel).ints())
                        .boxed()
                        .toArray(Integer[]::new));

        components.remove(found.get(id - 1));

        assertThat(oneHot).as(name).isEqualTo(vectors.get(name).floats());
    }

    private static PreviousStageAugmentation augmentation(Map<String, ReferenceArray> vectors) {
        return new PreviousStageAugmentation(shape(vectors), false);
    }

    private static int[] shape(Map<String, ReferenceArray> vectors) {
        return Arrays.copyOfRange(vectors.get("onehot").shape(), 1, 4);
    }
}
