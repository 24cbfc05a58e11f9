/**
 * What is deleted from the store: what nothing needs any more, and whole datasets. Nothing here runs by itself or knows
 * a framework; somebody calls it. What is missing, and is asked for again, belongs to {@code io.nephrite.core.sweep}.
 */
package io.nephrite.core.housekeeping;
