package io.nephrite.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a run has made, by name: SHA-256 of the files that must be the same whatever was disturbed. Names of dataset and
 * version are masked; warnings, times and hashes of names are left out.
 */
record Artefacts(Map<String, String> hashes) {
    private static final List<String> DOCUMENTS = List.of(
            "dataset_fingerprint.json",
            "nnUNetPlans.json",
            "splits_final.json",
            "3d_fullres/fold_0/validation/summary.json",
            "report.json");

    /** Documents that are the same wherever in a version they lie. */
    private static final Set<String> COMPARED = Set.of(
            "dataset_fingerprint.json",
            "nnUNetPlans.json",
            "splits_final.json",
            "summary.json",
            "postprocessing.json",
            "selection.json",
            "inference_information.json",
            "report.json");

    /**
     * Fields of documents that may speak of the time that a fault has cost, or are a hash of the dataset's name too.
     */
    private static final List<String> LEFT_OUT =
            List.of("warnings", "seconds", "time", "createdAt", "trainingCasesHash");

    Artefacts {
        hashes = Map.copyOf(hashes);
    }

    static Artefacts of(ObjectStore results, String dataset, String version) {
        String prefix = dataset + "/results/" + version + "/";
        Map<String, String> hashes = new TreeMap<>();
        for (String name : DOCUMENTS) {
            hashes.put(name, ContentHash.of(masked(results.bytes(prefix + name), dataset, version)));
        }
        Stream<String> binaries = results.list(prefix + "3d_fullres/fold_0/").stream()
                .map(ObjectInfo::key)
                .filter(key -> key.endsWith(".nii.gz") || key.endsWith("checkpoint_final.safetensors"));
        binaries.forEach(key -> hashes.put(key.substring(prefix.length()), ContentHash.of(results.bytes(key))));
        return new Artefacts(hashes);
    }

    /** Of all that a version with its choice and its test images has made. */
    static Artefacts ofAll(ObjectStore results, VersionId version) {
        String prefix = ObjectKeys.results(version);
        String predictions = ObjectKeys.imagePredictions(ChosenModel.id(version));
        Map<String, String> hashes = new TreeMap<>();
        Stream.of(prefix, predictions)
                .flatMap(folder -> results.list(folder).stream())
                .map(ObjectInfo::key)
                .forEach(key -> {
                    String file = key.substring(key.lastIndexOf('/') + 1);
                    String name = key.startsWith(prefix) ? key.substring(prefix.length()) : "predictions/" + file;
                    if (file.endsWith(".nii.gz") || file.endsWith(".safetensors")) {
                        hashes.put(name, ContentHash.of(results.bytes(key)));
                    } else if (COMPARED.contains(file)) {
                        hashes.put(
                                name, ContentHash.of(masked(results.bytes(key), version.dataset(), version.version())));
                    }
                });
        return new Artefacts(hashes);
    }

    private static byte[] masked(byte[] document, String dataset, String version) {
        JsonNode tree = Json.tree(document);
        for (String field : LEFT_OUT) {
            tree.findParents(field).forEach(parent -> ((ObjectNode) parent).remove(field));
        }
        return new String(Json.bytes(tree), UTF_8)
                .replace(dataset, "DATASET")
                .replace(version, "VERSION")
                .getBytes(UTF_8);
    }

    /** Names of the files that are not the same in both. */
    List<String> differences(Artefacts other) {
        return Stream.concat(hashes.keySet().stream(), other.hashes.keySet().stream())
                .distinct()
                .filter(name -> !hashes.getOrDefault(name, "absent").equals(other.hashes.getOrDefault(name, "absent")))
                .sorted()
                .toList();
    }
}
