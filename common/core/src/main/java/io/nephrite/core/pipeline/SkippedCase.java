package io.nephrite.core.pipeline;

/** Marker of a case that cannot be fingerprinted or preprocessed and is left out, as the experiment allows. */
public record SkippedCase(String caseId, String reason) {}
