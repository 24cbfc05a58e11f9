package io.nephrite.trainer.step;

import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.pipeline.Content;
import io.nephrite.core.pipeline.Json;
import io.nephrite.core.pipeline.ObjectInfo;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.ObjectStore;
import java.io.InputStream;
import java.util.Optional;

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

    /** Copies the fold's files where another version asks for the same training. Safe to repeat. */
    void copyTo(TrainingRequested request, ObjectStore results) {
        String from = ObjectKeys.fold(request.dataset(), version, configuration, fold);
        String to = ObjectKeys.fold(request.dataset(), request.version(), request.configuration(), request.fold());
        if (from.equals(to)) {
            return;
        }
        for (ObjectInfo file : results.list(from)) {
            String name = file.key().substring(from.length());
            if (!name.contains("/")) {
                results.putIfAbsent(to + name, contentOf(file, results));
            }
        }
    }

    private static Content contentOf(ObjectInfo file, ObjectStore store) {
        return new Content() {
            @Override
            public long size() {
                return file.size();
            }

            @Override
            public InputStream open() {
                return store.get(file.key());
            }
        };
    }
}
