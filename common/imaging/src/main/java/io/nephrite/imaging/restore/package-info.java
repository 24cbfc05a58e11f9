/** From logits to a label map on the grid of the original image: preprocessing backwards. No network runs here. */
package io.nephrite.imaging.restore;
