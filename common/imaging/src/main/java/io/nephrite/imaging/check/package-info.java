/**
 * Checks the files of one case: one pass over each, bounded memory, every fault at once. Knows neither store nor
 * service.
 */
package io.nephrite.imaging.check;
