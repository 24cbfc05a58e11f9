/**
 * Names: of a version of a dataset, of a fold of a version, and of a case with its contents. Object keys are built
 * from them in {@code core.pipeline}, not here.
 */
package io.nephrite.core.identity;
