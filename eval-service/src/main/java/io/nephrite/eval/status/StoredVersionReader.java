package io.nephrite.eval.status;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.store.ObjectStore;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the board of a sealed version from what the store has of it. */
final class StoredVersionReader {
    private final ObjectStore results;

    StoredVersionReader(ObjectStore results) {
        this.results = results;
    }

    VersionBoard read(VersionId id, Milestone until) {
        NewestObject seen = new NewestObject(results);
        StoredVersion version = new StoredVersion(seen, id);
        VersionBoard board = new VersionBoard(
                id,
                until,
                version.manifest().training().stream().map(CaseFiles::caseId).toList(),
                version.experiment().faultyCases());
        version.fingerprinted().forEach(board::fingerprinted);
        if (version.isPlanned()) {
            readPlanned(version, board, seen);
        }
        if (until.reaches(Milestone.REPORT)) {
            readTestImages(version, board);
        }
        version.report().ifPresent(board::reported);
        seen.time().ifPresent(board::moved);
        return board;
    }

    private static void readTestImages(StoredVersion version, VersionBoard board) {
        Set<String> missing =
                version.missingTestPredictions().stream().map(CaseFiles::caseId).collect(Collectors.toSet());
        boolean isChosen = version.isChosen();
        for (CaseFiles files : version.manifest().test()) {
            board.expectsTestImage(files.caseId());
            if (isChosen && !missing.contains(files.caseId())) {
                board.testPredicted(files.caseId());
            }
        }
    }

    private void readPlanned(StoredVersion version, VersionBoard board, ObjectStore seen) {
        board.planned(version.planning().cases());
        for (ConfigurationWork configuration : version.planning().configurations()) {
            board.expects(configuration.dataIdentifier());
            version.preprocessed(configuration.parametersId())
                    .forEach(caseId -> board.preprocessed(configuration.dataIdentifier(), caseId));
        }
        version.folds().forEach(fold -> board.expects(fold(version, fold, seen)));
        version.trainedFolds().forEach(id -> board.fold(id).ifPresent(FoldBoard::trained));
    }

    private static FoldBoard fold(StoredVersion version, FoldId id, ObjectStore seen) {
        ConfigurationWork configuration = version.configuration(id.configuration());
        String trainingId =
                configuration.training(id.fold()).map(FoldWork::trainingId).orElseThrow();
        FoldBoard fold = new FoldBoard(
                id,
                trainingId,
                configuration.previousStage(),
                version.fold(id.fold()).val());
        seen.stat(FoldFolder.of(id).journal())
                .ifPresent(written -> FoldJournal.find(seen, id)
                        .flatMap(FoldJournal::newestEpoch)
                        .ifPresent(epoch -> fold.epoch(FoldBoard.Epoch.of(epoch), written.lastModified())));
        version.predictedCases(id).forEach(fold::predicted);
        version.evaluatedCases(id).forEach(fold::evaluated);
        return fold;
    }
}
