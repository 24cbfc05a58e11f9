/** Splits loops over several threads. Nothing here knows what is computed. */
package io.nephrite.imaging.parallel;
