package io.nephrite.core.pipeline;

import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/**
 * Which test images a version's report.html shows. Written after the page, which is written again when more of them are
 * predicted.
 */
public record ShownTestImages(List<String> caseIds) {
    public ShownTestImages {
        caseIds = List.copyOf(caseIds);
    }

    /** Empty where the version has no page yet. */
    public static Optional<ShownTestImages> find(ObjectStore results, VersionId version) {
        return results.find(ObjectKeys.shownTestImages(version)).map(json -> Json.read(json, ShownTestImages.class));
    }
}
