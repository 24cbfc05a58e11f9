/**
 * Datasets as users have them: manifests, files of a case, labels, and every fault that a dataset can have. Nothing
 * here reads an image or a store.
 */
package io.nephrite.core.dataset;
