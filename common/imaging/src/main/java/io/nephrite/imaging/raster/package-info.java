/** Pictures without a place in a patient: PNG, BMP, and TIFF with its stacks. Decoded by the JDK's ImageIO. */
package io.nephrite.imaging.raster;
