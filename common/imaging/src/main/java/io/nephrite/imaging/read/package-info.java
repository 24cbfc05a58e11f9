/** From the files of a case in a store to its volumes. The only place that picks the reader of a file. */
package io.nephrite.imaging.read;
