/**
 * nnU-Net's planning: from a fingerprint to plans, splits and the work that follows. Plans as a document are in {@code
 * core.plans}.
 */
package io.nephrite.core.planning;
