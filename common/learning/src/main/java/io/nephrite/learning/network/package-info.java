/**
 * Writes nnU-Net's networks as TorchScript archives and runs them. Loss and training loop have packages of their own.
 */
package io.nephrite.learning.network;
