package io.nephrite.trainer.app;

import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.device.TorchLibrary;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** What this trainer computes on. It takes requests while that is looked for. */
@Readiness
@ApplicationScoped
class DeviceReadiness implements HealthCheck {
    private final TrainerDevice device;

    DeviceReadiness(TrainerDevice device) {
        this.device = device;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("device").up();
        Optional<TorchDevice> found = device.now();
        return found.isPresent()
                ? response.withData("device", found.get().description())
                        .withData("PyTorch", TorchLibrary.version())
                        .build()
                : response.withData("device", "being looked for").build();
    }
}
