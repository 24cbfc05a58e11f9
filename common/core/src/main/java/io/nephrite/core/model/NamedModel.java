package io.nephrite.core.model;

import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a name means to whoever asks for predictions: what a version of a dataset has chosen, or a model of the store.
 *
 * @param dataset that it was trained on
 * @param version that has chosen it; of a model of the store its id
 * @param isStored whether it is a model of the store
 * @param channels names of those that it sees
 */
public record NamedModel(String dataset, String version, boolean isStored, List<String> channels) {
    /** What a name may be, for messages. */
    public static final String EXPECTED =
            "a dataset whose newest version has chosen what predicts, <dataset>.<version>,"
                    + " the id or a name of a model of the store, or <dataset>.<id or name> of one";

    public NamedModel {
        channels = List.copyOf(channels);
    }

    /**
     * A dataset goes before a version of one, and that before models of the store.
     *
     * @param results bucket {@code nephrite}
     * @return empty where the name means nothing
     * @throws PipelineException {@link FailureCode#INVALID_MODEL} where it means models of several datasets
     */
    public static Optional<NamedModel> find(ObjectStore results, String name) {
        Optional<NamedModel> chosen = ChosenModel.find(results, name)
                .map(ChosenModel::version)
                .map(version -> new NamedModel(
                        version.dataset(),
                        version.version(),
                        false,
                        new StoredVersion(results, version).manifest().channelNames()));
        return chosen.isPresent() ? chosen : stored(new StoredModels(results), name);
    }

    private static Optional<NamedModel> stored(StoredModels models, String name) {
        for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
            Optional<StoredModels.Entry> named = models.find(name.substring(0, dot), name.substring(dot + 1));
            if (named.isPresent()) {
                return named.map(entry -> of(models, entry));
            }
        }
        List<StoredModels.Entry> found = new ArrayList<>();
        for (String dataset : models.datasets()) {
            models.find(dataset, name).ifPresent(found::add);
        }
        if (found.size() > 1) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    "model " + name + ": several datasets have one of this name; expected one of "
                            + found.stream()
                                    .map(entry -> entry.manifest().dataset() + "." + name)
                                    .toList());
        }
        return found.stream().findFirst().map(entry -> of(models, entry));
    }

    private static NamedModel of(StoredModels models, StoredModels.Entry entry) {
        return new NamedModel(
                entry.manifest().dataset(),
                entry.id(),
                true,
                DescriptionReader.withoutCases(models.document(entry, ModelManifest.DATASET_JSON))
                        .channelNames());
    }
}
