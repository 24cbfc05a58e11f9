package io.nephrite.learning.network;

/**
 * What is written into a network's script.
 *
 * @param batchDice Dice of the loss summed over the batch before it is averaged over the classes
 * @param weightDecay of all parameters, as torch's SGD: added to the gradient
 * @param channelsLast memory format of the activations; convolutions on the GPU are faster with it
 */
public record ScriptOptions(Precision precision, boolean batchDice, double weightDecay, boolean channelsLast) {
    static final double MOMENTUM = 0.99;
    /** Largest L2 norm of all gradients together. */
    static final double CLIP = 12;

    public static ScriptOptions inference(Precision precision, TorchDevice device) {
        return new ScriptOptions(precision, false, 0, device == TorchDevice.GPU);
    }
}
