package io.nephrite.eval.app.model;

import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.model.NamedModel;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The model that a request is about. Every request is answered by one rule: 400 where the name can be none, 404 where
 * there is no such model, 409 where the name means several models, or a document of the model is damaged.
 */
public final class RequestedModel {
    private RequestedModel() {}

    /**
     * Finds the model that a request names.
     *
     * @param name of a model that predicts images: {@link NamedModel#EXPECTED}
     */
    public static NamedModel predicting(ObjectStore results, String name) {
        RequestNames.require("model", name);
        return found(
                () -> NamedModel.find(results, name),
                "there is no model " + name + "; expected " + NamedModel.EXPECTED);
    }

    /**
     * Finds a stored model that a request names.
     *
     * @param name an id, or a name that points to a model
     */
    public static StoredModels.Entry stored(StoredModels models, String dataset, String name) {
        RequestNames.require("dataset", dataset);
        RequestNames.require("model", name);
        return found(() -> models.find(dataset, name), noneIsStored(dataset, name));
    }

    /**
     * Deletes a stored model that a request names; a damaged one too.
     *
     * @param name an id, or a name that points to a model
     * @return the id of the model that is gone
     */
    public static String deleted(StoredModels models, String dataset, String name) {
        RequestNames.require("dataset", dataset);
        RequestNames.require("model", name);
        return found(() -> models.delete(dataset, name), noneIsStored(dataset, name));
    }

    private static String noneIsStored(String dataset, String name) {
        return "there is no model " + dataset + "/" + name
                + " in the store; expected the id of a model of this dataset, or a name that points to one";
    }

    private static <T> T found(Supplier<Optional<T>> search, String otherwise) {
        try {
            return search.get().orElseThrow(() -> RequestFault.notFound(otherwise));
        } catch (PipelineException e) {
            if (e.code().kind().isWaitedFor()) {
                throw e;
            }
            throw RequestFault.conflict(e.getMessage());
        }
    }
}
