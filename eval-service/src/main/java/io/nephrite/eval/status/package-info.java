/**
 * How far the work on each dataset is. {@link io.nephrite.eval.status.StatusBoard} answers for all datasets, the
 * boards below it for one dataset, one version and one fold. They are filled from the store and kept up to date by
 * events; they decide nothing about the work.
 */
package io.nephrite.eval.status;
