package io.nephrite.eval.upload;

/**
 * A file that somebody is about to send.
 *
 * @param path relative to the chosen folder, with slashes
 * @param size bytes
 */
public record OfferedFile(String path, long size) {}
