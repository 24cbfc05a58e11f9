/** The two buckets as beans, with waiting, metrics and readiness. Object keys are in {@code core.pipeline}. */
package io.nephrite.runtime.store;
