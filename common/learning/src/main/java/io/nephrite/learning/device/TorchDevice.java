package io.nephrite.learning.device;

import ai.djl.Device;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where tensors live: on the CPU, or on a GPU.
 *
 * @param card the GPU; empty: the CPU
 */
public record TorchDevice(Optional<CudaCard> card) {
    public static final TorchDevice CPU = new TorchDevice(Optional.empty());

    public static TorchDevice of(CudaCard card) {
        return new TorchDevice(Optional.of(card));
    }

    public boolean isGpu() {
        return card.isPresent();
    }

    /** {@code cpu}, or {@code cuda:} and the number of the GPU. */
    public String text() {
        return card.map(gpu -> "cuda:" + gpu.index()).orElse("cpu");
    }

    /** What the network computes on, for people: name and memory of the GPU, or {@code cpu}. */
    public String description() {
        return card.map(gpu -> text() + " (" + gpu.description() + ")").orElse("cpu");
    }

    /** Memory of the GPU that is in use, by all processes; absent on the CPU, and where the driver does not say. */
    public OptionalLong usedMemoryBytes() {
        return card.map(gpu -> CudaDriver.usedMemoryBytes(gpu.index())).orElse(OptionalLong.empty());
    }

    /** Memory of the GPU that no process uses; absent on the CPU, and where the driver does not say. */
    public OptionalLong freeMemoryBytes() {
        OptionalLong all = card.map(CudaCard::memoryBytes).orElse(OptionalLong.empty());
        OptionalLong used = usedMemoryBytes();
        return all.isPresent() && used.isPresent()
                ? OptionalLong.of(Math.max(0, all.getAsLong() - used.getAsLong()))
                : OptionalLong.empty();
    }

    /** As the engine names it. */
    public Device engineDevice() {
        return card.map(gpu -> Device.gpu(gpu.index())).orElse(Device.cpu());
    }
}
