package io.nephrite.core.store;

import java.time.Instant;

/**
 * What a listing says of an object.
 *
 * @param etag without quotes; changes with the content
 * @param lastModified by the store's clock
 */
public record ObjectInfo(String key, long size, String etag, Instant lastModified) {}
