package io.nephrite.learning.network;

import io.nephrite.core.experiment.PrecisionChoice;
import io.nephrite.learning.device.CudaCard;
import io.nephrite.learning.device.TorchDevice;
import java.util.Locale;

/**
 * Arithmetic of the convolutions and norms between the image and the heads. Weights, heads, loss, counts and optimizer
 * are float32 always.
 */
public enum Precision {
    FP32,
    /** bfloat16 by explicit casts: half the bytes, the range of float32, 8 bits of mantissa. */
    BF16(15),
    /**
     * float16 by explicit casts: half the bytes, 11 bits of mantissa, up to 65504; the loss is scaled for its
     * gradients.
     */
    FP16(5);

    private static final int NO_CAST = -1;

    private final int scalarType;

    Precision() {
        this(NO_CAST);
    }

    Precision(int scalarType) {
        this.scalarType = scalarType;
    }

    /**
     * {@link PrecisionChoice#AUTO} is float32 on the CPU, bf16 on a GPU that is fast at it, and fp16 on any other, as
     * nnU-Net computes there.
     */
    public static Precision of(PrecisionChoice choice, TorchDevice device) {
        return switch (choice) {
            case AUTO -> device.card().map(Precision::fastest).orElse(FP32);
            case FP32 -> FP32;
            case BF16 -> BF16;
            case FP16 -> FP16;
        };
    }

    private static Precision fastest(CudaCard card) {
        return card.capability()
                        .filter(CudaCard.ComputeCapability::hasFastBfloat16)
                        .isPresent()
                ? BF16
                : FP16;
    }

    /** Whether activations have fewer bits than weights. */
    boolean isLow() {
        return scalarType != NO_CAST;
    }

    /** Torch's number of the activations' type. */
    int scalarType() {
        return scalarType;
    }

    /** As the experiment spells it. */
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
