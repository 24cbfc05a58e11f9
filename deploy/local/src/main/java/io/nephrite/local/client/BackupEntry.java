package io.nephrite.local.client;

import java.time.Instant;

/**
 * What a backup knows of one object.
 *
 * @param etag of the object in the store: versions of datasets are named by the ETags of their files, so a restored
 *     file must have the same
 * @param lastModified by the store's clock
 * @param sha256 of the content, hex
 */
record BackupEntry(String key, long size, String etag, Instant lastModified, String sha256) {}
