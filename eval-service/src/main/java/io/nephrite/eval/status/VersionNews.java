package io.nephrite.eval.status;

import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.ImagePredicted;
import io.nephrite.core.event.ReportCreated;
import io.nephrite.core.event.VersionEvent;
import io.nephrite.core.pipeline.ChosenModel;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What the events of a version say of its progress. Those that say nothing of it are passed over. */
final class VersionNews {
    private final Map<Class<?>, News<VersionEvent>> byEvent = new HashMap<>();

    VersionNews() {
        on(CaseFingerprinted.class, (board, event, sent) -> board.fingerprinted(event.caseId()));
        on(CasePreprocessed.class, (board, event, sent) -> board.preprocessed(event.dataIdentifier(), event.caseId()));
        on(
                EpochCompleted.class,
                (board, event, sent) ->
                        board.fold(event.foldId()).ifPresent(fold -> fold.epoch(FoldBoard.Epoch.of(event), sent)));
        on(FoldTrained.class, (board, event, sent) -> board.fold(event.foldId()).ifPresent(FoldBoard::trained));
        on(
                CasePredicted.class,
                (board, event, sent) -> board.fold(event.foldId()).ifPresent(fold -> fold.predicted(event.caseId())));
        on(
                CaseEvaluated.class,
                (board, event, sent) -> board.fold(event.foldId()).ifPresent(fold -> fold.evaluated(event.caseId())));
        on(ImagePredicted.class, (board, event, sent) -> {
            if (event.model().equals(ChosenModel.id(event.versionId()))) {
                board.testPredicted(event.caseId());
            }
        });
        on(ReportCreated.class, (board, event, sent) -> board.reported(event.reportKey()));
    }

    /** What one kind of event says. */
    private interface News<E> {
        void tell(VersionBoard board, E event, Instant sent);
    }

    private <E extends VersionEvent> void on(Class<E> type, News<E> news) {
        byEvent.put(type, (board, event, sent) -> news.tell(board, type.cast(event), sent));
    }

    /** @param board of the event's version */
    void tell(VersionBoard board, VersionEvent event, Instant sent) {
        News<VersionEvent> news = byEvent.get(event.getClass());
        if (news != null) {
            news.tell(board, event, sent);
        }
    }
}
