package io.nephrite.learning.device;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import java.nio.file.Files;
import java.nio.file.Path;

/** PyTorch's native library as this process has it. Asking loads it, which takes about a second the first time. */
public final class TorchLibrary {
    private TorchLibrary() {}

    /** Such as 2.7.1. */
    public static String version() {
        return Engine.getEngine("PyTorch").getVersion();
    }

    /** Where it lies. */
    public static String folder() {
        Engine.getEngine("PyTorch");
        return LibUtils.getLibtorchPath();
    }

    /** Whether it can use GPUs, where there are any. */
    static boolean isBuiltForGpus() {
        return Files.exists(Path.of(folder(), "libtorch_cuda.so"));
    }
}
