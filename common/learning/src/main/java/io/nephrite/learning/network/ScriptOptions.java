package io.nephrite.learning.network;

import io.nephrite.learning.device.TorchDevice;
import java.util.List;

/**
 * What is written into a network's script.
 *
 * @param batchDice Dice of the loss summed over the batch before it is averaged over the classes
 * @param weightDecay of all parameters, as torch's SGD: added to the gradient
 * @param device that the network computes on
 * @param kernels what it computes by
 * @param learns whether the network is trained, not only asked
 * @param mirroringAxes spatial axes (0 = first) of which {@code mirrored} takes the mean over all flips, ascending
 */
public record ScriptOptions(
        Precision precision,
        boolean batchDice,
        double weightDecay,
        TorchDevice device,
        ScriptKernels kernels,
        boolean learns,
        List<Integer> mirroringAxes) {
    static final double MOMENTUM = 0.99;
    /** Largest L2 norm of all gradients together. */
    static final double CLIP = 12;

    public ScriptOptions {
        mirroringAxes = List.copyOf(mirroringAxes);
    }

    /** With the kernels that the device is fast at. */
    public ScriptOptions(
            Precision precision,
            boolean batchDice,
            double weightDecay,
            TorchDevice device,
            boolean learns,
            List<Integer> mirroringAxes) {
        this(precision, batchDice, weightDecay, device, ScriptKernels.of(device), learns, mirroringAxes);
    }

    /** Of a network that learns; it is not asked for mirrored copies. */
    public static ScriptOptions training(
            Precision precision, boolean batchDice, double weightDecay, TorchDevice device) {
        return new ScriptOptions(precision, batchDice, weightDecay, device, true, List.of());
    }

    public static ScriptOptions inference(Precision precision, TorchDevice device, List<Integer> mirroringAxes) {
        return new ScriptOptions(precision, false, 0, device, false, mirroringAxes);
    }

    /**
     * Whether weights of convolutions that a CPU computes faster so are stored channels last. A network that learns would
     * pay for it in the gradients and the optimizer.
     */
    boolean someWeightsChannelsLast() {
        return !learns && kernels == ScriptKernels.HOST;
    }

    /** Whether a batch goes to the device through memory that the device can read by itself. */
    boolean pinned() {
        return device.isGpu();
    }
}
