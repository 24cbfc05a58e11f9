package io.nephrite.learning.network;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** Where tensors live: the first GPU where there is one, else the CPU. */
public enum TorchDevice {
    CPU,
    GPU;

    /** The best device of this machine. Loads the engine, which takes about a second the first time. */
    public static TorchDevice best() {
        return Engine.getEngine("PyTorch").getGpuCount() > 0 ? GPU : CPU;
    }

    Device device() {
        return this == GPU ? Device.gpu() : Device.cpu();
    }
}
