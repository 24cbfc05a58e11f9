/**
 * Trained models as files: what belongs to a model, its hashes, and where it lies in the store. Networks and tensors
 * are in {@code learning}.
 */
package io.nephrite.core.model;
