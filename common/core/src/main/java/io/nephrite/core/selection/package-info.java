/** Which configuration, or which pair of them, a cross-validation says is best, and what documents say so. */
package io.nephrite.core.selection;
