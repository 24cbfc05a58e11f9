package io.nephrite.core.pipeline;

/**
 * Marker of a segmentation that a stage of a cascade has made for the next one, written after it.
 *
 * @param sha256 of the map as an uncompressed {@code .npy}, hex
 */
public record NextStageMap(String caseId, String sha256) {}
