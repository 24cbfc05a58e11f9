/**
 * Checkpoints: weights and optimiser state as safetensors with a document beside them. Models for others are in {@code
 * learning.model}.
 */
package io.nephrite.learning.checkpoint;
