package io.nephrite.learning.device;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Recognises exhausted memory of the device, and frees it. */
public final class DeviceMemory {
    private static final double GIB = 1L << 30;
    /** What a plan for so many GiB leaves to torch and the driver, as nnU-Net's planner assumes. */
    private static final double USABLE = 0.8;

    /** How the allocators of torch's CPU and CUDA parts, of cuDNN and of cuBLAS say that there is no memory left. */
    private static final List<String> SIGNS = List.of(
            "out of memory",
            "can't allocate memory",
            "not enough memory",
            "cudnn_status_alloc_failed",
            "cublas_status_alloc_failed",
            "cudnn_status_internal_error_device_allocation_failed",
            "cudaerrormemoryallocation");

    private DeviceMemory() {}

    static boolean isExhausted(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return SIGNS.stream().anyMatch(text::contains);
    }

    /**
     * What to throw for what the engine threw: {@link FailureCode#OUT_OF_DEVICE_MEMORY} with what would fit where
     * memory was exhausted, else the exception itself.
     *
     * @param work what was done, such as a step with a batch of a shape
     */
    public static RuntimeException explained(EngineException e, TorchDevice device, String work) {
        String message = String.valueOf(e.getMessage());
        if (!isExhausted(message)) {
            return e;
        }
        String firstLine = message.lines().findFirst().orElse(message);
        return new PipelineException(
                FailureCode.OUT_OF_DEVICE_MEMORY,
                "the memory of " + device.description() + " is exhausted by " + work + " (" + firstLine + "); "
                        + advice(device.card().map(CudaCard::memoryBytes).orElse(OptionalLong.empty())),
                e);
    }

    private static String advice(OptionalLong memoryBytes) {
        String general = "lower planner.gpuMemoryTargetGib, or patch_size or batch_size by an override";
        if (memoryBytes.isEmpty()) {
            return general;
        }
        long fits = (long) Math.floor(USABLE * memoryBytes.getAsLong() / GIB);
        return fits < 1
                ? general
                : general + "; where nothing else computes on this GPU, plans with planner.gpuMemoryTargetGib up to "
                        + fits + " fit";
    }

    /** Gives back what torch keeps of a GPU's memory for later use. The CPU's allocator keeps nothing. */
    public static void release(TorchDevice device) {
        if (device.isGpu()) {
            JniUtils.emptyCudaCache();
        }
    }
}
