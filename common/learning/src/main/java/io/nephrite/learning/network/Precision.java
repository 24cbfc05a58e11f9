package io.nephrite.learning.network;

import java.util.Locale;

/** Arithmetic of convolutions; weights, norms, loss and optimizer are float32 always. */
public enum Precision {
    FP32,
    /** bfloat16 by explicit casts: half the bytes, the range of float32, 8 bits of mantissa. */
    BF16;

    /** @param setting {@code fp32}, {@code bf16}, or {@code auto}: bf16 on the GPU, float32 on the CPU */
    public static Precision of(String setting, TorchDevice device) {
        return switch (setting.toLowerCase(Locale.ROOT)) {
            case "auto" -> device == TorchDevice.GPU ? BF16 : FP32;
            case "fp32" -> FP32;
            case "bf16" -> BF16;
            default -> throw new IllegalArgumentException("precision must be auto, fp32 or bf16, found " + setting);
        };
    }
}
