/**
 * Checks of the files of one case: one pass over each, bounded memory, every fault at once. Neither store nor service
 * may be used here.
 */
package io.nephrite.imaging.check;
