package io.nephrite.planner.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.imaging.npy.Npy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A sealed version in memory, and the events that tell of it. */
final class SealedDataset {
    static final String DATASET = "Dataset001_Toy";
    static final String VERSION = "0123456789abcdef";

    final InMemoryObjectStore datasets = new InMemoryObjectStore();
    final InMemoryObjectStore results = new InMemoryObjectStore();
    final Experiment experiment;
    private final String channel;
    DatasetManifest manifest;
    private final Map<String, ConfigurationWork> configurations = new HashMap<>();
    Shape3 shape = new Shape3(40, 120, 120);

    SealedDataset(int cases, Milestone until, String experimentJson) {
        this(cases, until, experimentJson, "CT");
    }

    SealedDataset(int cases, Milestone until, String experimentJson, String channel) {
        this.channel = channel;
        experiment = Experiment.parse(experimentJson.getBytes(StandardCharsets.UTF_8));
        List<CaseFiles> files = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            String id = "case_%05d".formatted(i);
            files.add(CaseFiles.of(
                    id,
                    List.of(new StoredFile(DATASET + "/imagesTr/" + id + "_0000.nii.gz", 10, "etag" + i)),
                    Optional.of(new StoredFile(DATASET + "/labelsTr/" + id + ".nii.gz", 10, "etag" + i)),
                    "labels"));
        }
        seal(files, Optional.empty(), Optional.empty());
        results.put(ObjectKeys.experiment(new VersionId(DATASET, VERSION)), Json.bytes(experiment));
        until(until);
    }

    private void seal(List<CaseFiles> training, Optional<StoredFile> plans, Optional<StoredFile> splits) {
        manifest = new DatasetManifest(
                DATASET,
                VERSION,
                List.of(channel),
                LabelMap.of("background", "kidney", "tumor"),
                ".nii.gz",
                training,
                List.of(),
                List.of(),
                Map.of(),
                plans,
                splits,
                Optional.empty());
        results.put(ObjectKeys.manifest(new VersionId(DATASET, VERSION)), Json.bytes(manifest));
    }

    void sealWithPlans(String json) {
        seal(manifest.training(), Optional.of(upload(ObjectKeys.PLANS_FILE, json)), manifest.splits());
    }

    void sealWithSplits(String json) {
        seal(manifest.training(), manifest.plans(), Optional.of(upload(ObjectKeys.SPLITS_FILE, json)));
    }

    void until(Milestone stage) {
        results.put(ObjectKeys.goal(new VersionId(DATASET, VERSION)), Json.bytes(new Goal(stage)));
    }

    DatasetSealed sealed(String cause) {
        return new DatasetSealed(EventHeader.root("sealed", cause), DATASET, VERSION);
    }

    /** Writes the fingerprint of one case and tells of it. */
    CaseFingerprinted fingerprinted(int index) {
        CaseFiles files = manifest.training().get(index);
        String foregroundKey = ObjectKeys.caseForeground(DATASET, files, experiment.rawResampling());
        results.put(foregroundKey, npy(new float[] {100 + index, 150, 200}));
        String key = ObjectKeys.caseFingerprint(DATASET, files, experiment.rawResampling());
        results.putIfAbsent(
                key,
                Json.bytes(new CaseFingerprint(
                        files.caseId(), shape, shape, new Spacing(3, 1.5, 1.5), 1, 3, foregroundKey)));
        return new CaseFingerprinted(
                EventHeader.root("fingerprinted", files.caseId()), DATASET, VERSION, files.caseId(), key);
    }

    WorkFailed failed(int index, FailureCode code) {
        return failed(index, Work.FINGERPRINT_CASE, code);
    }

    WorkFailed failed(int index, Work work, FailureCode code) {
        return WorkFailed.of(
                EventHeader.root("failed", work.stage(), Integer.toString(index)),
                Optional.of(VERSION),
                work,
                new Unit.OfCase(DATASET, manifest.training().get(index).caseId()),
                code,
                "torn in two");
    }

    /** Writes the marker of one preprocessed case and tells of it. */
    CasePreprocessed preprocessed(int index, String configuration) {
        CaseFiles files = manifest.training().get(index);
        ConfigurationWork planned = planned(configuration);
        String key = ObjectKeys.properties(DATASET, planned.parametersId(), files);
        results.putIfAbsent(key, "{}".getBytes(StandardCharsets.UTF_8));
        return new CasePreprocessed(
                EventHeader.root("preprocessed", planned.dataIdentifier(), files.caseId()),
                DATASET,
                VERSION,
                files.caseId(),
                planned.dataIdentifier(),
                key);
    }

    private ConfigurationWork planned(String configuration) {
        return configurations.computeIfAbsent(
                configuration, name -> outcome().configuration(name).orElseThrow());
    }

    WorkOrder outcome() {
        return new StoredVersion(results, new VersionId(DATASET, VERSION)).planning();
    }

    /** Puts a document beside dataset.json; no version knows of it yet. */
    StoredFile upload(String name, String json) {
        String key = DATASET + "/" + name;
        datasets.put(key, json.getBytes(StandardCharsets.UTF_8));
        ObjectInfo info = datasets.stat(key).orElseThrow();
        return new StoredFile(key, info.size(), info.etag());
    }

    private static byte[] npy(float[] values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = Npy.compressing(bytes)) {
            Npy.write(out, values, 1, values.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
