package io.nephrite.learning.device;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
    private static final TorchDevice CARD = TorchDevice.of(
            new CudaCard(0, Optional.of("Tesla T4"), Optional.empty(), Optional.empty(), OptionalLong.of(16L << 30)));

    @Test
    void recognisesEveryWayOfSayingThatMemoryIsExhausted() {
        for (String message : List.of(
                "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 14.58 GiB",
                "[enforce fail at alloc_cpu.cpp:115] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to"
                        + " allocate 800000000000 bytes.",
                "DefaultCPUAllocator: not enough memory: you tried to allocate 800000000000 bytes.",
                "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
                "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`")) {
            RuntimeException told =
                    DeviceMemory.explained(new EngineException(message), CARD, "a step with batch [2, 1, 128]");
            assertThat(told)
                    .isInstanceOfSatisfying(
                            PipelineException.class,
                            e -> assertThat(e.code()).isEqualTo(FailureCode.OUT_OF_DEVICE_MEMORY));
            assertThat(told)
                    .hasMessageContaining("[2, 1, 128]")
                    .hasMessageContaining("Tesla T4")
                    .hasMessageContaining("planner.gpuMemoryTargetGib up to 12");
        }
    }

    @Test
    void leavesOtherErrorsAsTheyAre() {
        EngineException other = new EngineException("Inference tensors cannot be saved for backward");
        assertThat(DeviceMemory.explained(other, CARD, "a step")).isSameAs(other);
    }
}
