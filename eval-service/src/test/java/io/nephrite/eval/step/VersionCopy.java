package io.nephrite.eval.step;

import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;

/** All objects of a version under another name, for tests that need two versions that are alike. */
public final class VersionCopy {
    private VersionCopy() {}

    public static void write(ObjectStore results, VersionId from, VersionId to) {
        String folder = folder(from);
        results.list(folder)
                .forEach(object ->
                        results.put(folder(to) + object.key().substring(folder.length()), results.bytes(object.key())));
    }

    public static void delete(ObjectStore results, VersionId version) {
        results.list(folder(version)).forEach(object -> results.delete(object.key()));
    }

    private static String folder(VersionId version) {
        return ObjectKeys.versions(version.dataset()) + version.version() + "/";
    }
}
