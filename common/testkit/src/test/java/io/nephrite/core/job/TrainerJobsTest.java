package io.nephrite.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.testkit.EventExamples;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerJobsTest {
    @Test
    void takesImagesFirstThenTheCasesOfAFoldTogetherThenTrainings() {
        int image =
                TrainerJobs.of(EventExamples.of(ImagePredictionRequested.class)).priority();
        int training = TrainerJobs.of(EventExamples.of(TrainingRequested.class)).priority();
        for (String fold : List.of("0", "1", "2", "3", "4", "all")) {
            int first = prediction(fold, "case_00001").priority();
            assertThat(first).isGreaterThan(image).isLessThan(training);
            assertThat(prediction(fold, "case_00002").priority()).isEqualTo(first);
        }
        assertThat(prediction("0", "case_00001").priority())
                .isNotEqualTo(prediction("1", "case_00001").priority());
    }

    private static Job prediction(String fold, String caseId) {
        PredictionRequested example = EventExamples.of(PredictionRequested.class);
        return TrainerJobs.of(new PredictionRequested(
                example.header(), example.dataset(), example.version(), example.configuration(), fold, caseId));
    }
}
