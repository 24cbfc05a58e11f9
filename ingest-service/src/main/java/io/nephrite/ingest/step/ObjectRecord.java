package io.nephrite.ingest.step;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of MinIO's notification records: an object was written or removed.
 *
 * @param key decoded
 * @param etag without quotes
 */
public record ObjectRecord(String bucket, String key, long size, String etag, boolean removed) {
    /**
     * Reads a notification.
     *
     * @param record a message of topic {@code object-events}
     * @throws PipelineException MALFORMED_EVENT where it is none
     */
    public static List<ObjectRecord> parse(byte[] record) {
        JsonNode root;
        try {
            root = Json.tree(record);
        } catch (IllegalArgumentException e) {
            throw new PipelineException(FailureCode.MALFORMED_EVENT, "object event: " + e.getMessage(), e);
        }
        if (!root.path("Records").isArray()) {
            throw new PipelineException(FailureCode.MALFORMED_EVENT, "object event without Records");
        }
        List<ObjectRecord> records = new ArrayList<>();
        for (JsonNode entry : root.path("Records")) {
            JsonNode object = entry.path("s3").path("object");
            String name = entry.path("eventName").asText();
            boolean removed = name.contains("ObjectRemoved");
            if (removed || name.contains("ObjectCreated")) {
                records.add(new ObjectRecord(
                        entry.path("s3").path("bucket").path("name").asText(),
                        decoded(object.path("key").asText()),
                        object.path("size").asLong(),
                        object.path("eTag").asText().replace("\"", ""),
                        removed));
            }
        }
        return records;
    }

    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new PipelineException(FailureCode.MALFORMED_EVENT, "object key is not URL-encoded", e);
        }
    }
}
