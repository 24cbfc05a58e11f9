/**
 * Measures of predictions: Dice, confusion counts, lesions and nnU-Net's summary. Distances between surfaces are in
 * {@code imaging.surface}.
 */
package io.nephrite.imaging.metric;
