package io.nephrite.runtime.rest;

import io.nephrite.core.dataset.FileNames;

/** What requests may call things: names become parts of keys. */
public final class RequestNames {
    private RequestNames() {}

    /**
     * Checks a name in a request.
     *
     * @param what such as {@code dataset}
     * @return the name
     * @throws RequestFault 400 where it is absent or can be no name
     */
    public static String require(String what, String name) {
        if (name == null || !FileNames.isSafeDataset(name)) {
            throw RequestFault.badRequest("a " + what + " needs " + FileNames.SAFE_CASE_ID + ", found "
                    + (name == null ? "none" : FileNames.printable(name)));
        }
        return name;
    }
}
