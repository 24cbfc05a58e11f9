/** From the files of a case in a store to its volumes. Only this package picks the reader of a file. */
package io.nephrite.imaging.read;
