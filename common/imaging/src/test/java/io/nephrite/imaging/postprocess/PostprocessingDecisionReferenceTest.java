package io.nephrite.imaging.postprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.SharedCases;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.SharedData;
import io.nephrite.testkit.SmallReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares the decision with the one that nnU-Net 2.8.1 took, as text. */
class PostprocessingDecisionReferenceTest {
    @Test
    void decidesTheSameForSmallLabelMapsWithSpecks() {
        Path predictions = SmallReference.path("postprocessing/predictions");
        decidesTheSame(
                List.of("phantom_0", "phantom_1", "phantom_2", "phantom_3", "phantom_4"),
                predictions,
                SmallReference.path("postprocessing/references"));
    }

    @Test
    void decidesTheSameForKidneys() {
        decidesTheSame(
                List.of("case_00051", "case_00088", "case_00109", "case_00163", "case_00195"),
                SharedData.path("reference/evaluation/pp_main"),
                SharedData.path("data/Task040_KiTS_small/labelsTr"));
    }

    private static void decidesTheSame(List<String> names, Path predictions, Path references) {
        List<String> files = names.stream().map(name -> name + ".nii.gz").toList();
        PredictedCases cases = new PredictedCases() {
            @Override
            public int size() {
                return files.size();
            }

            @Override
            public String predictionFile(int i) {
                return files.get(i);
            }

            @Override
            public String referenceFile(int i) {
                return files.get(i);
            }

            @Override
            public LabelVolume prediction(int i) {
                return SharedCases.label(predictions.resolve(files.get(i)));
            }

            @Override
            public LabelVolume reference(int i) {
                return SharedCases.label(references.resolve(files.get(i)));
            }
        };
        PostprocessingDecision decision =
                PostprocessingDecision.decide(cases, LabelMap.of("background", "kidney", "tumor"), 2);

        assertThat(new String(decision.toNnunet(), StandardCharsets.UTF_8))
                .isEqualTo(new String(
                        SharedCases.bytes(predictions.resolve("postprocessing.json")), StandardCharsets.UTF_8));
        for (int i = 0; i < cases.size(); i++) {
            assertThat(decision.apply(cases.prediction(i)).voxels())
                    .isEqualTo(SharedCases.label(
                                    predictions.resolve("postprocessed").resolve(files.get(i)))
                            .voxels());
        }
    }
}
