package io.nephrite.eval.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Stage;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PlannedVersion;
import io.nephrite.core.planning.PlanningOutcome.PlannedConfiguration;
import io.nephrite.core.planning.PlanningOutcome.PlannedTraining;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads from the store how far a sealed version is. */
final class StoredVersionReader {
    private final ObjectStore results;
    private final String dataset;

    StoredVersionReader(ObjectStore results, String dataset) {
        this.results = results;
        this.dataset = dataset;
    }

    VersionBoard read(String version, Stage until) {
        VersionId id = new VersionId(dataset, version);
        DatasetManifest manifest = DatasetManifest.parse(results.bytes(ObjectKeys.manifest(id)));
        Experiment experiment = Experiment.parse(results.bytes(ObjectKeys.experiment(id)));
        VersionBoard board = new VersionBoard(
                version,
                until,
                manifest.training().stream().map(CaseFiles::caseId).toList(),
                experiment.faultyCases());
        Set<String> fingerprints = keys(ObjectKeys.fingerprints(dataset, experiment.rawResampling()));
        manifest.training().stream()
                .filter(files ->
                        fingerprints.contains(ObjectKeys.caseFingerprint(dataset, files, experiment.rawResampling())))
                .forEach(files -> board.fingerprinted(files.caseId()));
        if (results.exists(ObjectKeys.planning(id))) {
            readPlanned(PlannedVersion.read(results, id), board);
        }
        String report = ObjectKeys.report(id);
        if (results.exists(report)) {
            board.reported(report);
        }
        return board;
    }

    private void readPlanned(PlannedVersion planned, VersionBoard board) {
        board.planned(planned.planning().cases());
        for (PlannedConfiguration configuration : planned.planning().configurations()) {
            board.expects(configuration.dataIdentifier());
            Set<String> markers = keys(ObjectKeys.preprocessed(dataset, configuration.parametersId()));
            for (String caseId : planned.planning().cases()) {
                CaseFiles files = planned.trainingCase(caseId);
                if (markers.contains(ObjectKeys.properties(dataset, configuration.parametersId(), files))) {
                    board.preprocessed(configuration.dataIdentifier(), caseId);
                }
            }
            for (PlannedTraining training : configuration.trainings()) {
                board.expects(fold(planned, configuration.name(), training));
            }
        }
    }

    private FoldBoard fold(PlannedVersion planned, String configuration, PlannedTraining training) {
        FoldBoard fold = new FoldBoard(
                configuration, training.fold(), planned.fold(training.fold()).val());
        FoldId id = planned.id().fold(configuration, training.fold());
        FoldFolder folder = FoldFolder.of(id);
        Set<String> files = keys(folder.prefix());
        results.stat(folder.journal())
                .ifPresent(
                        debug -> newestEpoch(debug.key()).ifPresent(epoch -> fold.epoch(epoch, debug.lastModified())));
        if (results.exists(ObjectKeys.training(dataset, training.trainingId()))) {
            fold.trained();
        }
        Set<String> metrics = keys(ObjectKeys.caseMetrics(id));
        for (String caseId : planned.fold(training.fold()).val()) {
            if (files.contains(folder.prediction(caseId))) {
                fold.predicted(caseId);
            }
            if (metrics.contains(ObjectKeys.caseMetrics(id, caseId))) {
                fold.evaluated(caseId);
            }
        }
        return fold;
    }

    /** From the fold's debug.json, which the trainer writes after each epoch. */
    private Optional<FoldBoard.Epoch> newestEpoch(String debugKey) {
        Optional<JsonNode> epochs = results.find(debugKey).map(Json::tree).map(d -> d.path("epochs"));
        return epochs.filter(e -> !e.isEmpty())
                .map(e -> Json.read(Json.bytes(e.get(e.size() - 1)), FoldBoard.Epoch.class));
    }

    private Set<String> keys(String prefix) {
        return results.list(prefix).stream().map(ObjectInfo::key).collect(Collectors.toSet());
    }
}
