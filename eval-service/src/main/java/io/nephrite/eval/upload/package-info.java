/** What is looked at before files are sent: names, and what the store holds already. Reads names, never a voxel. */
package io.nephrite.eval.upload;
