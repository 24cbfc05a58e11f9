package io.nephrite.eval.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Stage;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.json.Json;
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
        DatasetManifest manifest = DatasetManifest.parse(results.bytes(ObjectKeys.manifest(dataset, version)));
        Experiment experiment = Experiment.parse(results.bytes(ObjectKeys.experiment(dataset, version)));
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
        if (results.exists(ObjectKeys.planning(dataset, version))) {
            readPlanned(PlannedVersion.read(results, dataset, version), board);
        }
        String report = ObjectKeys.report(dataset, version);
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
        String version = planned.manifest().version();
        FoldBoard fold = new FoldBoard(
                configuration, training.fold(), planned.fold(training.fold()).val());
        String folder = ObjectKeys.fold(dataset, version, configuration, training.fold());
        Set<String> files = keys(folder);
        results.stat(folder + "debug.json")
                .ifPresent(
                        debug -> newestEpoch(debug.key()).ifPresent(epoch -> fold.epoch(epoch, debug.lastModified())));
        if (results.exists(ObjectKeys.training(dataset, training.trainingId()))) {
            fold.trained();
        }
        String metricsFolder = ObjectKeys.caseMetrics(dataset, version, configuration, training.fold());
        Set<String> metrics = keys(metricsFolder);
        for (String caseId : planned.fold(training.fold()).val()) {
            if (files.contains(ObjectKeys.prediction(dataset, version, configuration, training.fold(), caseId))) {
                fold.predicted(caseId);
            }
            if (metrics.contains(metricsFolder + caseId + ".json")) {
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
