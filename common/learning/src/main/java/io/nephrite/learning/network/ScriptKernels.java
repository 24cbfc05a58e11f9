package io.nephrite.learning.network;

import io.nephrite.learning.device.TorchDevice;

/** By which of torch's operators a script computes the same functions. */
public enum ScriptKernels {
    /** What a CPU is fast at: group norms, channel by channel in memory, the optimizer tensor by tensor. */
    HOST,
    /**
     * What a GPU is fast at: instance norms, the optimizer in few kernels over lists. Convolutions before a norm leave out
     * their bias, which the norm would take away again; it keeps its value.
     */
    CARD,
    /**
     * The same with activations and weights of convolutions channels last in memory, and norms sample by sample, as a batch
     * norm of one sample keeps that order and an instance norm does not.
     */
    CARD_CHANNELS_LAST;

    /** Channels last was never measured on a GPU, and is for measuring alone. */
    static ScriptKernels of(TorchDevice device) {
        return device.isGpu() ? CARD : HOST;
    }

    /** Whether convolutions add a bias that the norm behind them takes away. */
    boolean addsBiasBeforeNorm() {
        return this == HOST;
    }

    /** Whether gradients, momentum and weights are stepped as lists. */
    boolean stepsLists() {
        return this != HOST;
    }

    /** Whether activations are channels last in memory from the image on. */
    boolean isChannelsLast() {
        return this == CARD_CHANNELS_LAST;
    }
}
