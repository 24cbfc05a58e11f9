package io.nephrite.core.housekeeping;

import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which versions of a dataset stay, and which go.
 *
 * @param stay by their names
 * @param go names
 * @param trainings training id → name of a version that stays and has its files; of trainings that a version which
 *     stays has planned
 */
record KeptVersions(Map<String, StoredVersion> stay, Set<String> go, Map<String, String> trainings) {
    /**
     * @param keep as {@link SweepRules#keep}
     * @param named versions that somebody has named elsewhere
     */
    static KeptVersions of(
            ObjectStore results, String dataset, OptionalInt keep, Set<String> named, Set<String> keysThere) {
        List<ObjectInfo> manifests = new ArrayList<>();
        for (String name : results.folders(ObjectKeys.versions(dataset))) {
            results.stat(ObjectKeys.manifest(new VersionId(dataset, name))).ifPresent(manifests::add);
        }
        // the newest first
        manifests.sort(Comparator.comparing(ObjectInfo::lastModified)
                .thenComparing(ObjectInfo::key)
                .reversed());
        Map<String, StoredVersion> all = new LinkedHashMap<>();
        for (ObjectInfo manifest : manifests) {
            DatasetManifest read = DatasetManifest.parse(results.bytes(manifest.key()));
            all.put(read.version(), new StoredVersion(results, read.versionId()));
        }
        Deque<String> wanted = new ArrayDeque<>();
        all.keySet().stream().limit(keep.orElse(Integer.MAX_VALUE)).forEach(wanted::add);
        CurrentVersion.find(results, dataset).map(CurrentVersion::version).ifPresent(wanted::add);
        wanted.addAll(named);
        Map<String, String> markers = markers(results, dataset);
        Map<String, StoredVersion> stay = new LinkedHashMap<>();
        Map<String, String> trainings = new HashMap<>();
        while (!wanted.isEmpty()) {
            String name = wanted.remove();
            StoredVersion version = all.get(name);
            if (version == null || stay.putIfAbsent(name, version) != null) {
                continue;
            }
            version.experiment().continueFrom().ifPresent(wanted::add);
            version.experiment().splitsFrom().ifPresent(wanted::add);
            for (Training training : trainings(version)) {
                if (keysThere.contains(
                        FoldFolder.of(training.fold()).finalCheckpoint().document())) {
                    trainings.put(training.id(), name);
                } else {
                    Optional.ofNullable(markers.get(training.id())).ifPresent(wanted::add);
                }
            }
        }
        // what a version has not copied yet lies where the marker says, in a version that stays for that
        for (StoredVersion version : stay.values()) {
            for (Training training : trainings(version)) {
                trainings.putIfAbsent(
                        training.id(),
                        markers.getOrDefault(training.id(), version.id().version()));
            }
        }
        Set<String> go = new TreeSet<>(all.keySet());
        go.removeAll(stay.keySet());
        return new KeptVersions(stay, go, trainings);
    }

    private record Training(String id, FoldId fold) {}

    private static List<Training> trainings(StoredVersion version) {
        if (!version.isPlanned()) {
            return List.of();
        }
        return version.planning().configurations().stream()
                .flatMap(c -> c.trainings().stream().map(t -> training(version, c, t)))
                .toList();
    }

    private static Training training(StoredVersion version, ConfigurationWork configuration, FoldWork work) {
        return new Training(work.trainingId(), version.id().fold(configuration.name(), work.fold()));
    }

    /** Training id → version whose fold folder has its files. */
    private static Map<String, String> markers(ObjectStore results, String dataset) {
        Map<String, String> markers = new HashMap<>();
        for (ObjectInfo marker : results.list(ObjectKeys.trainings(dataset))) {
            results.find(marker.key())
                    .map(Json::tree)
                    .ifPresent(json -> markers.put(
                            json.path("trainingId").asText(),
                            json.path("version").asText()));
        }
        return markers;
    }

    /** Keys, or beginnings of keys that end in a slash, of all that these versions need besides their own folders. */
    Needs needs() {
        Needs needs = new Needs();
        stay.values().forEach(needs::add);
        return needs;
    }

    /** Names of everything, those that stay and those that go. */
    Stream<String> all() {
        return Stream.concat(stay.keySet().stream(), go.stream());
    }
}
