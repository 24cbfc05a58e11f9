package io.nephrite.learning.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;

/** Where tensors live: the first GPU where there is one, else the CPU. */
public enum TorchDevice {
    CPU,
    GPU;

    /** The best device of this machine. Loads the engine, which takes about a second the first time. */
    public static TorchDevice best() {
        return Engine.getEngine("PyTorch").getGpuCount() > 0 ? GPU : CPU;
    }

    /** Memory of the GPU that is in use, by all processes; 0 on the CPU. */
    public long usedMemoryBytes() {
        return this == GPU ? CudaUtils.getGpuMemory(Device.gpu()).getUsed() : 0;
    }

    Device device() {
        return this == GPU ? Device.gpu() : Device.cpu();
    }
}
