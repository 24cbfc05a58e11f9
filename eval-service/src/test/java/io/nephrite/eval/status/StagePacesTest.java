package io.nephrite.eval.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.CaseChecked;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.core.pipeline.StatusStage;
import io.nephrite.testkit.EventExamples;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StagePacesTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final StagePaces paces = new StagePaces();

    private static CaseFingerprinted fingerprinted(String eventId, String version) {
        CaseFingerprinted example = EventExamples.of(CaseFingerprinted.class);
        return new CaseFingerprinted(
                new EventHeader(eventId, eventId, eventId),
                example.dataset(),
                version,
                eventId,
                example.fingerprintKey());
    }

    private StageProgress of(StatusStage stage) {
        return paces.of(new StageProgress(stage, 2, 4));
    }

    @Test
    void countsUnitsByTheTimeInWhichTheyWereWorkedOn() {
        paces.seen(fingerprinted("a", "v1"), BEGIN, BEGIN.plusSeconds(20));
        paces.seen(fingerprinted("b", "v1"), BEGIN.plusSeconds(10), BEGIN.plusSeconds(30));
        // heard again, and after a pause
        paces.seen(fingerprinted("b", "v1"), BEGIN.plusSeconds(10), BEGIN.plusSeconds(30));
        paces.seen(fingerprinted("c", "v1"), BEGIN.plusSeconds(600), BEGIN.plusSeconds(610));

        StageProgress progress = of(StatusStage.FINGERPRINT);

        assertThat(progress.busySeconds()).hasValue(40);
        assertThat(progress.perMinute()).hasValue(3 * 60 / 40.0);
        assertThat(of(StatusStage.PREPROCESSED)).isEqualTo(new StageProgress(StatusStage.PREPROCESSED, 2, 4));
    }

    @Test
    void takesAnEpochForTimeAndForNoUnit() {
        paces.seen(EventExamples.of(EpochCompleted.class), BEGIN, BEGIN.plusSeconds(20));

        assertThat(of(StatusStage.TRAINED).busySeconds()).hasValue(20);
        assertThat(of(StatusStage.TRAINED).perMinute()).isEmpty();
    }

    @Test
    void beginsAnewWithAnotherVersionButForTheChecks() {
        paces.seen(EventExamples.of(CaseChecked.class), BEGIN, BEGIN.plusSeconds(5));
        paces.seen(fingerprinted("a", "v1"), BEGIN, BEGIN.plusSeconds(20));
        paces.seen(fingerprinted("b", "v2"), BEGIN, BEGIN.plusSeconds(1));

        assertThat(of(StatusStage.FINGERPRINT).busySeconds()).hasValue(1);
        assertThat(of(StatusStage.CHECKED).busySeconds()).hasValue(5);
    }
}
