package io.nephrite.core.housekeeping;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.planning.WorkOrder;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.PlannedDataset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Versions of a dataset in a store, each with everything that the services write for it. */
final class StoredDataset {
    static final String NAME = "Dataset001_Example";
    private static final String CONFIGURATION = PlannedDataset.CONFIGURATION;

    private final InMemoryObjectStore results;
    private final PlannedDataset example;
    private final byte[] plans;
    /** Key → bytes of all that a version needs, by version. */
    private final Map<String, Map<String, String>> needed = new TreeMap<>();

    StoredDataset(InMemoryObjectStore results) {
        this.results = results;
        InMemoryObjectStore elsewhere = new InMemoryObjectStore();
        this.example = PlannedDataset.write(elsewhere, 4, Milestone.REPORT, "{}");
        this.plans = elsewhere.bytes(ObjectKeys.plans(example.manifest().versionId(), "nnUNetPlans"));
    }

    /**
     * Writes a finished version that becomes the current one.
     *
     * @param contents of the cases; equal ones are shared between versions
     * @param experiment JSON
     * @param trainingFrom version whose training is the same and was copied from; empty: trained itself
     */
    VersionId version(String name, List<String> contents, String experiment, Optional<String> trainingFrom) {
        VersionId version = new VersionId(NAME, name);
        DatasetManifest shape = example.manifest();
        List<CaseFiles> cases = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            CaseFiles like = shape.training().get(i);
            cases.add(new CaseFiles(like.caseId(), contents.get(i), like.images(), like.label()));
        }
        DatasetManifest manifest = new DatasetManifest(
                NAME,
                name,
                shape.channelNames(),
                shape.labels(),
                shape.fileEnding(),
                cases,
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        String training = "t" + trainingFrom.orElse(name);
        String parameters = "p" + contents.get(0);
        put(version, ObjectKeys.experiment(version), experiment);
        put(version, ObjectKeys.plans(version, "nnUNetPlans"), new String(plans, StandardCharsets.UTF_8));
        put(version, ObjectKeys.report(version), "report of " + name);
        put(version, ObjectKeys.reportPage(version), "page of " + name);
        put(version, ObjectKeys.selection(version), "{}");
        put(
                version,
                ObjectKeys.planning(version),
                Json.bytes(new WorkOrder(
                        "nnUNetPlans",
                        "plans",
                        List.of(new ConfigurationWork(
                                CONFIGURATION, "id", parameters, List.of(new FoldWork("0", training)))),
                        cases.stream().map(CaseFiles::caseId).toList(),
                        Map.of())));
        put(version, ObjectKeys.preprocessingParameters(NAME, parameters), "parameters " + parameters);
        for (CaseFiles files : cases) {
            String content = files.contentId();
            put(version, ObjectKeys.check(NAME, files), "check " + content);
            put(version, ObjectKeys.caseFingerprint(NAME, files, Optional.empty()), "fingerprint " + content);
            put(version, ObjectKeys.caseForeground(NAME, files, Optional.empty()), "foreground " + content);
            put(version, ObjectKeys.image(NAME, parameters, files), "image " + content);
            put(version, ObjectKeys.segmentation(NAME, parameters, files), "labels " + content);
            put(version, ObjectKeys.properties(NAME, parameters, files), "properties " + content);
            put(version, ObjectKeys.caseMetrics(version.fold(CONFIGURATION, "0"), files.caseId()), "metrics");
        }
        FoldId fold = version.fold(CONFIGURATION, "0");
        FoldFolder folder = FoldFolder.of(fold);
        put(version, folder.finalCheckpoint().tensors(), "weights of " + training);
        put(version, folder.finalCheckpoint().document(), "document of " + training);
        put(version, folder.summary(), "summary of " + name);
        if (!results.exists(ObjectKeys.training(NAME, training))) {
            results.put(
                    ObjectKeys.training(NAME, training),
                    Json.bytes(Map.of(
                            "trainingId", training, "version", name, "configuration", CONFIGURATION, "fold", "0")));
        }
        put(version, ObjectKeys.manifest(version), Json.bytes(manifest));
        new CurrentVersion(name, Milestone.REPORT).write(results, NAME);
        return version;
    }

    private void put(VersionId version, String key, String text) {
        put(version, key, text.getBytes(StandardCharsets.UTF_8));
    }

    private void put(VersionId version, String key, byte[] bytes) {
        if (!results.exists(key)) {
            results.put(key, bytes);
        }
        needed.computeIfAbsent(version.version(), v -> new TreeMap<>())
                .put(key, new String(bytes, StandardCharsets.UTF_8));
    }

    /** What a version needs and the store has not, or has otherwise. */
    List<String> lost(String version) {
        return needed.get(version).entrySet().stream()
                .filter(e -> results.find(e.getKey())
                        .map(b -> !new String(b, StandardCharsets.UTF_8).equals(e.getValue()))
                        .orElse(true))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What the store still has of a version that no other one needs. */
    List<String> left(String version) {
        List<String> others = needed.entrySet().stream()
                .filter(e -> !e.getKey().equals(version))
                .filter(e -> results.exists(ObjectKeys.manifest(new VersionId(NAME, e.getKey()))))
                .flatMap(e -> e.getValue().keySet().stream())
                .toList();
        return needed.get(version).keySet().stream()
                .filter(key -> !others.contains(key) && results.exists(key))
                .collect(Collectors.toList());
    }
}
