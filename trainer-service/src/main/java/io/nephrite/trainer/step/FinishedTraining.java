package io.nephrite.trainer.step;

import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Marker of a finished training: where its files are.
 *
 * @param version whose fold folder has them
 */
record FinishedTraining(String trainingId, String version, String configuration, String fold) {
    static Optional<FinishedTraining> find(ObjectStore results, TrainingRequested request) {
        return find(results, request.dataset(), request.trainingId());
    }

    static Optional<FinishedTraining> find(ObjectStore results, String dataset, String trainingId) {
        return results.find(ObjectKeys.training(dataset, trainingId)).map(b -> Json.read(b, FinishedTraining.class));
    }

    static FinishedTraining of(TrainingRequested request) {
        return new FinishedTraining(request.trainingId(), request.version(), request.configuration(), request.fold());
    }

    /** Whether the files are where the request wants them. */
    boolean isAtPlaceOf(TrainingRequested request) {
        return equals(of(request));
    }

    /**
     * Copies the fold's files where another version asks for the same training, over what that one has begun itself:
     * the end of one run must not lie beside the log of another. Safe to repeat.
     */
    void copyTo(TrainingRequested request, ObjectStore results) {
        String from = ObjectKeys.fold(new VersionId(request.dataset(), version).fold(configuration, fold));
        String to = ObjectKeys.fold(request.foldId());
        if (from.equals(to)) {
            return;
        }
        Map<String, ObjectInfo> files = files(from, results);
        files(to, results).keySet().stream()
                .filter(name -> !files.containsKey(name))
                .forEach(name -> results.delete(to + name));
        String marker = new FoldFolder(to).finalCheckpoint().document();
        files.keySet().stream()
                .sorted(Comparator.comparing(name -> marker.equals(to + name))) // last
                .forEach(name -> results.put(
                        to + name,
                        Content.of(
                                results, files.get(name).key(), files.get(name).size())));
    }

    /** What training writes, by name; not what is predicted with it. */
    private static Map<String, ObjectInfo> files(String folder, ObjectStore results) {
        return results.list(folder).stream()
                .filter(file -> !file.key().startsWith(new FoldFolder(folder).validation()))
                .collect(Collectors.toMap(
                        file -> ObjectKeys.below(folder, file.key()).orElseThrow(), file -> file));
    }
}
