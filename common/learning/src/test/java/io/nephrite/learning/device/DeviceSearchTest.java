package io.nephrite.learning.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceSearchTest {
    @TempDir
    Path claims;

    private final List<String> warnings = new ArrayList<>();

    private record Machine(Optional<String> obstacle, List<CudaCard> cards) implements Cuda {}

    private static Machine with(int cards) {
        return new Machine(
                Optional.empty(),
                IntStream.range(0, cards)
                        .mapToObj(i -> new CudaCard(
                                i,
                                Optional.of("NVIDIA H200"),
                                Optional.of("uuid" + i),
                                Optional.of(new CudaCard.ComputeCapability(9, 0)),
                                OptionalLong.of(150_000_000_000L)))
                        .toList());
    }

    private static final Machine WITHOUT = new Machine(Optional.of("there is no NVIDIA driver"), List.of());

    private TorchDevice find(Cuda machine, String choice) {
        return new DeviceSearch(machine, new CardClaims(claims), warnings::add).find(DeviceChoice.parse(choice));
    }

    @Test
    void takesAGpuWhereThereIsOneAndTheCpuElsewhere() {
        assertThat(find(with(1), "auto").text()).isEqualTo("cuda:0");
        assertThat(find(WITHOUT, "auto")).isEqualTo(TorchDevice.CPU);
        assertThat(find(with(1), "cpu")).isEqualTo(TorchDevice.CPU);
        assertThat(warnings).isEmpty();
    }

    @Test
    void refusesToComputeWithoutTheGpuThatWasAskedFor() {
        assertThatThrownBy(() -> find(WITHOUT, "cuda"))
                .isInstanceOf(UnusableDeviceException.class)
                .hasMessageContaining("there is no NVIDIA driver");
        assertThatThrownBy(() -> find(WITHOUT, "cuda:0")).isInstanceOf(UnusableDeviceException.class);
        assertThatThrownBy(() -> find(with(2), "cuda:2"))
                .isInstanceOf(UnusableDeviceException.class)
                .hasMessageContaining("cuda:2")
                .hasMessageContaining("cuda:0 to cuda:1");
    }

    @Test
    void processesOfOneMachineTakeDifferentGpus() {
        Machine machine = with(2);
        try (CardClaims first = new CardClaims(claims);
                CardClaims second = new CardClaims(claims)) {
            assertThat(new DeviceSearch(machine, first, warnings::add)
                            .find(DeviceChoice.AUTO)
                            .text())
                    .isEqualTo("cuda:0");
            assertThat(new DeviceSearch(machine, second, warnings::add)
                            .find(DeviceChoice.AUTO)
                            .text())
                    .isEqualTo("cuda:1");
            assertThat(warnings).isEmpty();
            assertThat(find(machine, "auto").text()).as("all are taken").isEqualTo("cuda:0");
            assertThat(warnings).singleElement().asString().contains("cuda:0, cuda:1", "shares cuda:0");
        }
        assertThat(find(machine, "auto").text()).as("claims end").isEqualTo("cuda:0");
    }

    @Test
    void readsWhatTheUserMayChoose() {
        assertThat(DeviceChoice.parse(" CUDA:3 "))
                .isEqualTo(new DeviceChoice(DeviceChoice.Kind.CUDA, OptionalInt.of(3)));
        for (String wrong : List.of("", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:99999", "cpu:0")) {
            assertThatThrownBy(() -> DeviceChoice.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("auto, cpu, cuda or cuda:N");
        }
    }

    /** The library that the tests use is PyTorch's build for CPUs. */
    @Test
    void saysThatPyTorchIsBuiltForTheCpuOnly() {
        if (new TorchCuda().obstacle().isPresent()) {
            assertThat(new TorchCuda().obstacle().orElseThrow()).containsAnyOf("CPU only", "NVIDIA driver");
        } else {
            assertThat(new TorchCuda().cards()).isNotEmpty();
        }
    }

    @Test
    void describesAGpuByNameGenerationAndMemory() {
        assertThat(find(with(1), "cuda").description())
                .isEqualTo("cuda:0 (NVIDIA H200, compute capability 9.0, 139.7 GiB)");
        assertThat(TorchDevice.of(CudaCard.unknown(1)).description()).startsWith("cuda:1 (a GPU whose name");
    }
}
