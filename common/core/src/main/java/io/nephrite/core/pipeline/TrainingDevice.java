package io.nephrite.core.pipeline;

/**
 * What a training computes on; results depend on it in the last bits.
 *
 * @param device {@code cpu}, or number, name and memory of the GPU
 * @param library PyTorch's version
 * @param precision of convolutions and norms: {@code fp32}, {@code bf16} or {@code fp16}
 */
public record TrainingDevice(String device, String library, String precision) {
    @Override
    public String toString() {
        return device + ", PyTorch " + library + ", " + precision;
    }
}
