package io.nephrite.local.client;

import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectInfo;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which objects of a dataset an upload has put, so that the next one removes and replaces no others without asking.
 *
 * @param source the folder that they came from, and the machine
 * @param etags of the objects by name; empty text where the upload has begun and not ended
 */
record UploadRecord(String source, Map<String, String> etags) {
    UploadRecord {
        etags = new TreeMap<>(etags);
    }

    static UploadRecord parse(byte[] json) {
        return Json.read(json, UploadRecord.class);
    }

    byte[] bytes() {
        return Json.pretty(this);
    }

    /** Whether an upload of that folder has put this object, which nobody has replaced since. */
    boolean covers(String folderSource, String name, ObjectInfo object) {
        String etag = source.equals(folderSource) ? etags.get(name) : null;
        return etag != null && (etag.isEmpty() || etag.equals(object.etag()));
    }

    /** A folder under its path on this machine. */
    static String source(Path folder) {
        return folder + " on " + host();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a machine without a name"; // the path still tells most folders apart
        }
    }
}
