package io.nephrite.eval.upload;

/**
 * A file that the store holds already.
 *
 * @param path relative to the dataset's folder
 * @param size bytes
 * @param etag MD5 of the content; of an object that came in parts the MD5 of the parts' MD5s, a dash and their number
 */
public record FileThere(String path, long size, String etag) {}
