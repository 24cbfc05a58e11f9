/**
 * Object keys, documents of the store, and the contract of a step. Only this package builds keys; nothing here
 * computes on voxels.
 */
package io.nephrite.core.pipeline;
