/** Looks at the names of files before they are sent, and at what the store holds already. No voxel is read here. */
package io.nephrite.eval.upload;
