package io.nephrite.eval.app.page;

import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;

/** The version of a dataset that a request is about. */
final class RequestedVersion {
    private RequestedVersion() {}

    /**
     * @param version the newest sealed one where it is null
     * @throws RequestFault 400 where a name can be none, 404 where no version is sealed
     */
    static VersionId of(ObjectStore results, String dataset, String version) {
        String name = RequestNames.require("dataset", dataset);
        if (version != null) {
            return new VersionId(name, RequestNames.require("version", version));
        }
        return CurrentVersion.find(results, name)
                .map(current -> current.of(name))
                .orElseThrow(() -> RequestFault.notFound("no version of dataset " + name + " is sealed yet"));
    }
}
