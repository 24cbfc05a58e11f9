package io.nephrite.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.nephrite.learning.device.DeviceSearch;
import io.nephrite.learning.device.TorchDevice;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerDeviceTest {
    @TempDir
    Path folder;

    private TrainerDevice device(String choice) {
        return new TrainerDevice(new Config(choice, folder));
    }

    /** Settings of which only the device matters. */
    private record Config(String device, Path folder) implements TrainerConfig {
        @Override
        public Path cache() {
            return folder;
        }

        @Override
        public Path deviceClaims() {
            return folder;
        }

        @Override
        public double cacheGib() {
            return 1;
        }

        @Override
        public JobKinds jobs() {
            return JobKinds.ALL;
        }

        @Override
        public Duration grace() {
            return Duration.ZERO;
        }

        @Override
        public int attempts() {
            return 1;
        }
    }

    @Test
    void computesOnTheCpuWhereTheUserSaysSo() {
        TrainerDevice device = device("cpu");
        device.onStart(new StartupEvent());
        assertThat(device.get()).isEqualTo(TorchDevice.CPU);
        assertThat(device.now()).contains(TorchDevice.CPU);
        device.onStop(new ShutdownEvent());
    }

    @Test
    void doesNotStartWithoutTheGpuThatIsAskedFor() {
        assumeFalse(DeviceSearch.first().isGpu(), "this machine has a GPU");
        TrainerDevice device = device("cuda");
        assertThatThrownBy(() -> device.onStart(new StartupEvent()))
                .hasMessageContaining("NEPHRITE_DEVICE")
                .hasMessageContaining("none can be used");
    }

    @Test
    void namesTheSettingThatItCannotRead() {
        assertThatThrownBy(() -> device("gpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NEPHRITE_DEVICE")
                .hasMessageContaining("auto, cpu, cuda or cuda:N");
    }
}
