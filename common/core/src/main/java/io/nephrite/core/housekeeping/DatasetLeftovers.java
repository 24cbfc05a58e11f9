package io.nephrite.core.housekeeping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetObject;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.FoldFolder.CheckpointFiles;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.RecordedFailure;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What nothing needs of one dataset.
 *
 * @param leftovers in the order in which they are to be deleted: whoever dies in the middle leaves no marker of
 *     something that is gone
 * @param moved key → marker of a training whose files are in another version from now on; to be written first
 */
record DatasetLeftovers(List<Leftover> leftovers, Map<String, byte[]> moved) {
    /** Looks at a listing of everything below the dataset's folder. */
    static DatasetLeftovers of(
            ObjectStore results,
            String dataset,
            List<ObjectInfo> listing,
            SweepRules rules,
            Set<String> named,
            Instant before) {
        return new Reading(results, dataset, listing, rules, named, before).read();
    }

    private static final class Reading {
        private final ObjectStore results;
        private final String dataset;
        private final List<ObjectInfo> listing;
        private final Instant before;
        private final Set<String> keysThere;
        private final KeptVersions versions;
        private final Needs needs;
        private final List<Leftover> found = new ArrayList<>();
        private final Map<String, byte[]> moved = new TreeMap<>();

        Reading(
                ObjectStore results,
                String dataset,
                List<ObjectInfo> listing,
                SweepRules rules,
                Set<String> named,
                Instant before) {
            this.results = results;
            this.dataset = dataset;
            this.listing = listing;
            this.before = before;
            this.keysThere = listing.stream().map(ObjectInfo::key).collect(Collectors.toSet());
            this.versions = KeptVersions.of(results, dataset, rules.keep(), named, keysThere);
            this.needs = versions.needs();
        }

        DatasetLeftovers read() {
            for (ObjectInfo object : listing) {
                if (object.lastModified().isBefore(before)) {
                    kind(object).ifPresent(kind -> found.add(new Leftover(kind, object)));
                }
            }
            found.sort(Comparator.comparing((Leftover l) -> rank(l.key())).thenComparing(Leftover::key));
            return new DatasetLeftovers(List.copyOf(found), Map.copyOf(moved));
        }

        private Optional<LeftoverKind> kind(ObjectInfo object) {
            DatasetObject known = DatasetObject.of(dataset, object.key()).orElseThrow();
            return switch (known.family()) {
                case SHARED -> orphanUnless(needs.key(object.key()));
                case NEXT_STAGE -> orphanUnless(needs.training(known.owner()));
                case TRAINING_MARKER -> marker(object, known.owner());
                case VERSION -> ofVersion(object, known.owner());
                case FAILURE -> failure(object);
                case OTHER -> Optional.empty();
            };
        }

        private static Optional<LeftoverKind> orphanUnless(boolean isNeeded) {
            return isNeeded ? Optional.empty() : Optional.of(LeftoverKind.ORPHAN);
        }

        /** A training that a version still has keeps its marker, which then names that version. */
        private Optional<LeftoverKind> marker(ObjectInfo object, String trainingId) {
            if (!needs.training(trainingId)) {
                return Optional.of(LeftoverKind.ORPHAN);
            }
            String version = versions.trainings().get(trainingId);
            ObjectNode marker = (ObjectNode) Json.tree(results.bytes(object.key()));
            if (versions.go().contains(marker.path("version").asText())) {
                moved.put(object.key(), Json.bytes(marker.put("version", version)));
            }
            return Optional.empty();
        }

        private Optional<LeftoverKind> ofVersion(ObjectInfo object, String name) {
            if (versions.go().contains(name)) {
                return Optional.of(LeftoverKind.OLD_VERSION);
            }
            if (!versions.stay().containsKey(name)) {
                // its manifest is gone, or was never written: sealing it, or deleting it, has ended in the middle
                return Optional.of(LeftoverKind.ORPHAN);
            }
            return isTemporary(object.key(), new VersionId(dataset, name))
                    ? Optional.of(LeftoverKind.TEMPORARY)
                    : Optional.empty();
        }

        private boolean isTemporary(String key, VersionId version) {
            Optional<FoldFolder> folder = FoldFolder.ofRunningTraining(key);
            if (folder.isPresent()) {
                return keysThere.contains(folder.get().finalCheckpoint().document()) || isHalfACheckpoint(key);
            }
            return ObjectKeys.isKeptLogits(version, key) && keysThere.contains(ObjectKeys.selection(version));
        }

        /** The document of a checkpoint is written after its tensors, and deleted before them. */
        private boolean isHalfACheckpoint(String key) {
            return CheckpointFiles.ofTensors(key)
                    .filter(checkpoint -> !keysThere.contains(checkpoint.document()))
                    .isPresent();
        }

        private Optional<LeftoverKind> failure(ObjectInfo object) {
            return RecordedFailure.read(results, object)
                    .event()
                    .version()
                    .filter(versions.go()::contains)
                    .map(version -> LeftoverKind.OLD_VERSION);
        }

        /**
         * Failures of a version come before its manifest, so that they can still be shown; markers before what they
         * mark.
         */
        private int rank(String key) {
            if (ObjectKeys.below(ObjectKeys.failures(dataset), key).isPresent()) {
                return 0;
            }
            if (versions.go().stream()
                    .anyMatch(
                            v -> ObjectKeys.manifest(new VersionId(dataset, v)).equals(key))) {
                return 1;
            }
            return key.endsWith(".json") ? 2 : 3;
        }
    }
}
