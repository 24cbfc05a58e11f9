package io.nephrite.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkFailedTest {
    private static final FoldId FOLD = new VersionId("D", "V").fold("3d_fullres", "0");

    @Test
    void saysForPeopleWhatItSaysForPrograms() {
        WorkFailed event = failed(Work.TRAIN_FOLD, new Unit.OfFold(FOLD));

        assertThat(event.stage()).isEqualTo("training-requested");
        assertThat(event.subject()).isEqualTo("3d_fullres fold 0");
        assertThat(event.failedWork()).isEqualTo(Work.TRAIN_FOLD);
        assertThat(event.failedUnit()).isEqualTo(new Unit.OfFold(FOLD));
    }

    @Test
    void everyKindOfUnitComesBackFromTheFields() {
        for (Unit unit : new Unit[] {
            new Unit.OfDataset("D"),
            new Unit.OfCase("D", "case_1"),
            new Unit.OfFold(FOLD),
            new Unit.OfFoldCase(FOLD, "case_1")
        }) {
            assertThat(failed(Work.EVALUATE_CASE, unit).failedUnit()).isEqualTo(unit);
        }
    }

    /** Events of earlier releases have stage and subject alone. */
    @ParameterizedTest
    @CsvSource({
        "RequestPrediction,    case_1,            REQUEST_PREDICTION",
        "prediction-requested, case_1,            PREDICT_CASE",
        "training-requested,   3d_fullres fold 0, TRAIN_FOLD",
        "RequestPredictions,   3d_fullres fold 0, REQUEST_PREDICTIONS",
        "Report,               3d_fullres fold 0, WRITE_REPORT",
        "EvaluateCase,         case_1,            EVALUATE_CASE",
        "PlanExperiment,       D,                 PLAN_EXPERIMENT",
        "SealDataset,          D,                 SEAL_DATASET",
        "FingerprintCase,      case_1,            FINGERPRINT_CASE",
        "PreprocessCase,       case_1,            PREPROCESS_CASE",
        "SomethingLater,       a fold,            OTHER"
    })
    void understandsEventsFromBeforeTheFields(String stage, String subject, Work work) {
        String json =
                "{\"header\": {\"eventId\": \"e\", \"correlationId\": \"e\", \"causationId\": \"e\"}, \"dataset\": \"D\","
                        + " \"version\": \"V\", \"stage\": \"" + stage + "\", \"subject\": \"" + subject
                        + "\", \"code\": \"INVALID_CASE\", \"message\": \"m\"}";

        WorkFailed event = EventReader.read(json.getBytes(UTF_8), WorkFailed.class);

        assertThat(event.failedWork()).isEqualTo(work);
        assertThat(event.failedUnit())
                .isEqualTo(
                        switch (subject) {
                            case "D" -> new Unit.OfDataset("D");
                            case "3d_fullres fold 0" -> new Unit.OfFold(FOLD);
                            default -> new Unit.OfCase("D", subject);
                        });
    }

    @Test
    void aKindOfWorkThatIsNotKnownIsOther() {
        String json =
                "{\"header\": {\"eventId\": \"e\", \"correlationId\": \"e\", \"causationId\": \"e\"}, \"dataset\": \"D\","
                        + " \"stage\": \"Later\", \"subject\": \"D\", \"code\": \"BUG\", \"message\": \"m\", \"work\": \"LATER\"}";

        assertThat(EventReader.read(json.getBytes(UTF_8), WorkFailed.class).failedWork())
                .isEqualTo(Work.OTHER);
    }

    @Test
    void everyKindOfWorkHasAStageOfItsOwn() {
        assertThat(Arrays.stream(Work.values()).map(Work::stage)).doesNotHaveDuplicates();
        for (Work work : Work.values()) {
            assertThat(Work.ofStage(work.stage())).isEqualTo(work);
        }
    }

    @Test
    void aCaseEndsByItsOwnFaultsAlone() {
        assertThat(Work.FINGERPRINT_CASE.endsCase(FailureCode.INVALID_CASE)).isTrue();
        assertThat(Work.PREPROCESS_CASE.endsCase(FailureCode.OUT_OF_MEMORY)).isTrue();
        assertThat(Work.PREPROCESS_CASE.endsCase(FailureCode.BUG)).isFalse();
        assertThat(Work.EVALUATE_CASE.endsCase(FailureCode.INVALID_CASE)).isFalse();
    }

    private static WorkFailed failed(Work work, Unit unit) {
        return WorkFailed.of(
                EventHeader.root("test"), Optional.of("V"), work, unit, FailureCode.INVALID_CASE, "message");
    }
}
