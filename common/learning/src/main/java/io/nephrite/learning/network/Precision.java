package io.nephrite.learning.network;

import io.nephrite.core.experiment.PrecisionChoice;

/** Arithmetic of convolutions; weights, norms, loss and optimizer are float32 always. */
public enum Precision {
    FP32,
    /** bfloat16 by explicit casts: half the bytes, the range of float32, 8 bits of mantissa. */
    BF16;

    /** Of {@link PrecisionChoice#AUTO}: bf16 on the GPU, float32 on the CPU. */
    public static Precision of(PrecisionChoice choice, TorchDevice device) {
        return switch (choice) {
            case AUTO -> device == TorchDevice.GPU ? BF16 : FP32;
            case FP32 -> FP32;
            case BF16 -> BF16;
        };
    }
}
