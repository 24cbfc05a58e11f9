package io.nephrite.local.store;

import io.nephrite.core.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object has been written or removed.
 *
 * @param what the end of MinIO's event name: {@code ObjectCreated:Put}, {@code ObjectCreated:Copy}, {@code
 *     ObjectCreated:CompleteMultipartUpload} or {@code ObjectRemoved:Delete}
 * @param size 0 where it was removed
 * @param etag without quotes; empty where it was removed
 */
record ObjectChange(String what, String bucket, String key, long size, String etag, Instant time) {
    /** Kafka key of the record, as MinIO chooses it. */
    String recordKey() {
        return bucket + "/" + key;
    }

    /** The record as MinIO sends it to Kafka; the object's key is URL-encoded in it. */
    byte[] recordValue() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("key", URLEncoder.encode(key, StandardCharsets.UTF_8));
        object.put("size", size);
        object.put("eTag", etag);
        object.put("sequencer", Long.toHexString(time.getEpochSecond() * 1_000_000_000L + time.getNano()));
        Map<String, Object> entity = Map.of(
                "s3SchemaVersion",
                "1.0",
                "configurationId",
                "Config",
                "bucket",
                Map.of("name", bucket, "arn", "arn:aws:s3:::" + bucket),
                "object",
                object);
        Map<String, Object> event = Map.of(
                "eventVersion",
                "2.0",
                "eventSource",
                "minio:s3",
                "awsRegion",
                "",
                "eventTime",
                time.toString(),
                "eventName",
                eventName(),
                "s3",
                entity);
        return Json.bytes(Map.of("EventName", eventName(), "Key", recordKey(), "Records", List.of(event)));
    }

    private String eventName() {
        return "s3:" + what;
    }
}
