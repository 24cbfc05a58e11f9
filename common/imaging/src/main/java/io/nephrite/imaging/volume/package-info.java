/** Images and label maps in memory, with their geometry. Reading and writing them belongs to the formats. */
package io.nephrite.imaging.volume;
