/**
 * Which configuration, or which pair of them, is best in a cross-validation, and the documents that say so. Cases are
 * measured in {@code imaging.metric}.
 */
package io.nephrite.core.selection;
