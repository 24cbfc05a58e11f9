package io.nephrite.planner.step;

/** A case that cannot be fingerprinted or preprocessed and is left out, as the experiment allows. */
record SkippedCase(String caseId, String reason) {}
