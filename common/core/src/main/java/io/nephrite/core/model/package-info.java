/** Trained models as files: what belongs to one, its hashes, where it lies in the store. */
package io.nephrite.core.model;
