package io.nephrite.eval.report;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.ShownTestImages;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.PlansExplanation;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a report's page is made of: report.json and the documents of the same version. A document that an older release
 * has not written is absent.
 *
 * @param journals of the folds that the report names
 * @param testImages of the version, ascending by id
 * @param reused configuration → cases whose preprocessed volumes were there before the version was
 * @param sealed when the version was made
 * @param reported when report.json was written
 */
record ReportDocuments(
        Report report,
        DatasetManifest manifest,
        Experiment experiment,
        Optional<IngestReport> faults,
        Optional<DatasetFingerprint> fingerprint,
        Optional<PlansExplanation> plans,
        Map<FoldId, FoldJournal> journals,
        List<TestImage> testImages,
        Map<String, Long> reused,
        Optional<Instant> sealed,
        Optional<Instant> planned,
        Optional<Instant> reported) {
    /** @param prediction by what the version has chosen; absent where it is not made yet */
    record TestImage(String caseId, Optional<ImagePredictionRecord> prediction) {}

    static ReportDocuments read(ObjectStore results, VersionId id) {
        StoredVersion version = new StoredVersion(results, id);
        Report report = Report.parse(results.bytes(ObjectKeys.report(id)));
        Map<FoldId, FoldJournal> journals = new LinkedHashMap<>();
        report.configurations()
                .forEach(c -> c.folds().forEach(f -> {
                    FoldId fold = id.fold(c.configuration(), f.fold());
                    FoldJournal.find(results, fold).ifPresent(journal -> journals.put(fold, journal));
                }));
        Optional<Instant> sealed = time(results, ObjectKeys.manifest(id));
        return new ReportDocuments(
                report,
                version.manifest(),
                version.experiment(),
                results.find(ObjectKeys.ingestReport(id)).map(IngestReport::parse),
                results.find(ObjectKeys.datasetFingerprint(id)).map(DatasetFingerprint::parse),
                results.find(ObjectKeys.plansExplainedJson(id)).map(json -> Json.read(json, PlansExplanation.class)),
                journals,
                testImages(results, version),
                sealed.map(time -> reused(results, version, time)).orElse(Map.of()),
                sealed,
                time(results, ObjectKeys.planning(id)),
                time(results, ObjectKeys.report(id)));
    }

    private static Optional<Instant> time(ObjectStore results, String key) {
        return results.stat(key).map(ObjectInfo::lastModified);
    }

    private static List<TestImage> testImages(ObjectStore results, StoredVersion version) {
        String model = ChosenModel.id(version.id());
        List<TestImage> images = new ArrayList<>();
        for (CaseFiles files : version.manifest().test()) {
            images.add(new TestImage(files.caseId(), ImagePredictionRecord.find(results, model, files.caseId())));
        }
        return images;
    }

    private static Map<String, Long> reused(ObjectStore results, StoredVersion version, Instant sealed) {
        Map<String, Long> reused = new LinkedHashMap<>();
        for (ConfigurationWork configuration : version.planning().configurations()) {
            String dataset = version.id().dataset();
            Set<String> before = results.list(ObjectKeys.preprocessed(dataset, configuration.parametersId())).stream()
                    .filter(object -> object.lastModified().isBefore(sealed))
                    .map(ObjectInfo::key)
                    .collect(Collectors.toSet());
            reused.put(
                    configuration.name(),
                    version.planning().cases().stream()
                            .map(version::trainingCase)
                            .filter(files -> before.contains(
                                    ObjectKeys.properties(dataset, configuration.parametersId(), files)))
                            .count());
        }
        return reused;
    }

    ShownTestImages shownTestImages() {
        return new ShownTestImages(testImages.stream()
                .filter(image -> image.prediction().isPresent())
                .map(TestImage::caseId)
                .toList());
    }
}
