/**
 * nnU-Net's postprocessing: removes all but the largest component if the Dice rises. Components are found in {@code
 * imaging.component}.
 */
package io.nephrite.imaging.postprocess;
