package io.nephrite.eval.app.upload;

import io.nephrite.core.json.Json;
import io.nephrite.runtime.rest.RequestFault;
import java.io.IOException;
import java.io.InputStream;

/** The body of a request about uploads: names of many files, never their content. */
final class UploadBody {
    private static final int MOST_BYTES = 64 << 20;

    private UploadBody() {}

    /** @throws RequestFault 400 where it is too long or cannot be read */
    static <T> T read(InputStream body, Class<T> type) {
        try {
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw RequestFault.badRequest("a request about an upload may have " + MOST_BYTES
                        + " bytes; upload so large a folder by ./nephrite upload");
            }
            return Json.read(bytes, type);
        } catch (IllegalArgumentException e) {
            throw RequestFault.badRequest(e);
        } catch (IOException e) {
            throw RequestFault.badRequest("the request ended early: " + e.getMessage());
        }
    }
}
