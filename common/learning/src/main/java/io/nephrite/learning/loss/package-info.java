/** nnU-Net's loss as a script that runs in PyTorch's library. The network is in {@code learning.network}. */
package io.nephrite.learning.loss;
