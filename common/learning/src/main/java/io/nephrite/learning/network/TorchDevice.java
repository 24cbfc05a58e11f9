package io.nephrite.learning.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import java.util.OptionalLong;

/** Where tensors live: the first GPU where there is one, else the CPU. */
public enum TorchDevice {
    CPU,
    GPU;

    /** The best device of this machine. Loads the engine, which takes about a second the first time. */
    public static TorchDevice best() {
        return Engine.getEngine("PyTorch").getGpuCount() > 0 ? GPU : CPU;
    }

    /** Memory of the GPU that is in use, by all processes; absent on the CPU. */
    public OptionalLong usedMemoryBytes() {
        return this == GPU
                ? OptionalLong.of(CudaUtils.getGpuMemory(Device.gpu()).getUsed())
                : OptionalLong.empty();
    }

    Device device() {
        return this == GPU ? Device.gpu() : Device.cpu();
    }
}
