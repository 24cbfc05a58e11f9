package io.nephrite.eval.status;

import io.nephrite.core.event.CaseChecked;
import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.ImagePredicted;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.ReportCreated;
import io.nephrite.core.event.VersionEvent;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.core.pipeline.StatusStage;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How long each stage was worked on and how fast, by the events that were seen since this service has started. The
 * stages of a version begin again with another version. Not thread-safe.
 */
final class StagePaces {
    private static final Map<Class<?>, StatusStage> STAGES = Map.ofEntries(
            Map.entry(CaseChecked.class, StatusStage.CHECKED),
            Map.entry(CaseFingerprinted.class, StatusStage.FINGERPRINT),
            Map.entry(PlansCreated.class, StatusStage.PLANS),
            Map.entry(CasePreprocessed.class, StatusStage.PREPROCESSED),
            Map.entry(EpochCompleted.class, StatusStage.TRAINED),
            Map.entry(FoldTrained.class, StatusStage.TRAINED),
            Map.entry(CasePredicted.class, StatusStage.PREDICTED),
            Map.entry(ImagePredicted.class, StatusStage.PREDICTED),
            Map.entry(CaseEvaluated.class, StatusStage.EVALUATED),
            Map.entry(ReportCreated.class, StatusStage.REPORT));
    private static final double SECONDS_OF_A_MINUTE = 60;

    private final Map<StatusStage, Pace> paces = new EnumMap<>(StatusStage.class);
    private Optional<VersionId> version = Optional.empty();

    private static final class Pace {
        private final BusyTime busy = new BusyTime();
        private final Set<String> units = new HashSet<>();
    }

    /**
     * @param begun when the work began that led to the event
     * @param sent when the event was sent
     */
    void seen(Event event, Instant begun, Instant sent) {
        StatusStage stage = STAGES.get(event.getClass());
        if (stage == null) {
            return;
        }
        if (event instanceof VersionEvent of && !version.equals(Optional.of(of.versionId()))) {
            version = Optional.of(of.versionId());
            paces.keySet().removeIf(known -> known != StatusStage.CHECKED);
        }
        Pace pace = paces.computeIfAbsent(stage, s -> new Pace());
        pace.busy.add(begun, sent);
        // an epoch is a part of a unit
        if (!(event instanceof EpochCompleted)) {
            pace.units.add(event.header().eventId());
        }
    }

    /** The same progress with the pace that was seen. */
    StageProgress of(StageProgress progress) {
        Pace pace = paces.get(progress.name());
        if (pace == null) {
            return progress;
        }
        double seconds = pace.busy.seconds();
        return new StageProgress(
                progress.name(),
                progress.done(),
                progress.total(),
                OptionalDouble.of(seconds),
                pace.units.isEmpty() || seconds <= 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(pace.units.size() * SECONDS_OF_A_MINUTE / seconds));
    }
}
