package io.nephrite.imaging.postprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.SharedCases;
import io.nephrite.imaging.volume.LabelVolume;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the decision that nnU-Net 2.8.1 took, as text. */
class PostprocessingDecisionReferenceTest {
    private static final List<String> CASES =
            List.of("case_00051", "case_00088", "case_00109", "case_00163", "case_00195");

    @Test
    void decidesTheSame() {
        PredictedCases cases = new PredictedCases() {
            @Override
            public int size() {
                return CASES.size();
            }

            @Override
            public String predictionFile(int i) {
                return file(i);
            }

            @Override
            public String referenceFile(int i) {
                return file(i);
            }

            @Override
            public LabelVolume prediction(int i) {
                return SharedCases.label("reference/evaluation/pp_main/" + file(i));
            }

            @Override
            public LabelVolume reference(int i) {
                return SharedCases.label("data/Task040_KiTS_small/labelsTr/" + file(i));
            }
        };
        PostprocessingDecision decision =
                PostprocessingDecision.decide(cases, LabelMap.of("background", "kidney", "tumor"), 2);

        assertThat(new String(decision.toNnunet(), StandardCharsets.UTF_8))
                .isEqualTo(new String(
                        SharedCases.bytes("reference/evaluation/pp_main/postprocessing.json"), StandardCharsets.UTF_8));
        for (int i = 0; i < cases.size(); i++) {
            assertThat(decision.apply(cases.prediction(i)).voxels())
                    .isEqualTo(SharedCases.label("reference/evaluation/pp_main/postprocessed/" + file(i))
                            .voxels());
        }
    }

    private static String file(int i) {
        return CASES.get(i) + ".nii.gz";
    }
}
