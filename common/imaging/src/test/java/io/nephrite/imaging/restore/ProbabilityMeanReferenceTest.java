package io.nephrite.imaging.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.SharedCases;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.SharedData;
import io.nephrite.testkit.SmallReference;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what nnU-Net 2.8.1's {@code nnUNetv2_ensemble} wrote, ties and exact halves among it: to the last bit. */
class ProbabilityMeanReferenceTest {
    private static final LabelMap REGIONS = new LabelMap(
            List.of(
                    Label.of("background", 0),
                    new Label("whole", List.of(1, 2, 3)),
                    new Label("core", List.of(2, 3)),
                    new Label("enhancing", List.of(3), true)),
            List.of(1, 2, 3));

    @ParameterizedTest
    @CsvSource({"labels, 1_2", "labels, 1_2_3", "regions, 1_2", "regions, 1_2_3"})
    void averagesAndDecidesTheSame(String kind, String members) {
        averagesAndDecidesTheSame(SmallReference.path("ensemble/" + kind), kind, members);
    }

    @ParameterizedTest
    @CsvSource({"labels, 1_2", "labels, 1_2_3", "regions, 1_2", "regions, 1_2_3"})
    void averagesAndDecidesTheSameForMoreVoxels(String kind, String members) {
        averagesAndDecidesTheSame(SharedData.path("reference/selection/ensemble/" + kind), kind, members);
    }

    private static void averagesAndDecidesTheSame(Path folder, String kind, String members) {
        for (String name : List.of("a", "b")) {
            ReferenceArray expected = probabilities(folder.resolve("ensemble_" + members + "/" + name + ".npz"));
            int outputs = expected.shape()[0];
            int voxels = expected.size() / outputs;
            ProbabilityMean mean = new ProbabilityMean(outputs, voxels);
            for (String member : Pattern.compile("_").splitAsStream(members).toList()) {
                mean.add(probabilities(folder.resolve("model_" + member + "/" + name + ".npz"))
                        .floats());
            }
            LabelMap labels = kind.equals("regions") ? REGIONS : LabelMap.of(names(outputs));
            byte[] decided = new byte[voxels];
            float[] means = new float[outputs * voxels];
            for (int i = 0; i < voxels; i++) {
                decided[i] = (byte) mean.label(i, labels);
                for (int k = 0; k < outputs; k++) {
                    means[k * voxels + i] = mean.mean(k, i);
                }
            }
            assertThat(means).isEqualTo(expected.floats());
            assertThat(decided)
                    .isEqualTo(SharedCases.label(folder.resolve("ensemble_" + members + "/" + name + ".nii.gz"))
                            .voxels()
                            .int8());
        }
    }

    private static String[] names(int outputs) {
        String[] names = new String[outputs];
        for (int k = 0; k < outputs; k++) {
            names[k] = k == 0 ? "background" : "label" + k;
        }
        return names;
    }

    private static ReferenceArray probabilities(Path file) {
        return ReferenceNumbers.npz(file).get("probabilities");
    }
}
