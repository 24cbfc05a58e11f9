/**
 * Pictures without a place in a patient: PNG, BMP and TIFF with its stacks, decoded by the JDK's ImageIO. Rules that
 * all formats share are in {@code imaging.format}.
 */
package io.nephrite.imaging.raster;
