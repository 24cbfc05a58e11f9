package io.nephrite.eval.app.upload;

import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.util.HashMap;
import java.util.Map;

/** What the store holds already of a folder that is offered. */
final class StoredFiles {
    private StoredFiles() {}

    /**
     * Lists the objects below a folder.
     *
     * @param folder key of the folder, with a slash at its end
     * @return the objects by their path in the folder
     */
    static Map<String, ObjectInfo> below(ObjectStore datasets, String folder) {
        Map<String, ObjectInfo> stored = new HashMap<>();
        datasets.list(folder)
                .forEach(object ->
                        stored.put(ObjectKeys.below(folder, object.key()).orElseThrow(), object));
        return stored;
    }
}
