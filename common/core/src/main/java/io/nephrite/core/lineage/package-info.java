/**
 * Records of which cases and weights went into a trained model, and splits that are kept from an earlier version.
 * Nothing here trains.
 */
package io.nephrite.core.lineage;
