package io.nephrite.trainer.app;

import io.nephrite.learning.device.CardClaims;
import io.nephrite.learning.device.DeviceChoice;
import io.nephrite.learning.device.DeviceSearch;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.device.TorchLibrary;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/**
 * What this trainer computes on, looked for once. Where a GPU is asked for by name the service does not start without
 * one; else the search goes on beside the start, since it loads PyTorch.
 */
@ApplicationScoped
class TrainerDevice {
    private static final Logger LOG = Logger.getLogger(TrainerDevice.class);

    private static final String SETTING = "NEPHRITE_DEVICE";

    private final DeviceChoice choice;
    private final CardClaims claims;
    private final CompletableFuture<TorchDevice> device = new CompletableFuture<>();

    TrainerDevice(TrainerConfig config) {
        choice = choice(config.device());
        claims = new CardClaims(config.deviceClaims());
    }

    private static DeviceChoice choice(String text) {
        try {
            return DeviceChoice.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(SETTING + ": " + e.getMessage(), e);
        }
    }

    /** Before any job can be taken. */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (choice.kind() == DeviceChoice.Kind.CUDA) {
            find();
            requireFound();
        } else {
            Thread search = new Thread(this::find, "device-search");
            search.setDaemon(true);
            search.start();
        }
    }

    private void find() {
        try {
            TorchDevice found = new DeviceSearch(claims, LOG::warn).find(choice);
            LOG.infof("computes on %s, PyTorch %s", found.description(), TorchLibrary.version());
            device.complete(found);
        } catch (RuntimeException | LinkageError e) {
            device.completeExceptionally(e);
        }
    }

    /** @throws IllegalStateException with the reason why the GPU cannot be had */
    private void requireFound() {
        try {
            device.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    SETTING + "=" + choice.text() + ": " + e.getCause().getMessage(), e);
        }
    }

    void onStop(@Observes ShutdownEvent event) {
        claims.close();
    }

    /** Waits until it is found. */
    TorchDevice get() {
        return device.join();
    }

    /** Empty while it is looked for. */
    Optional<TorchDevice> now() {
        return device.isDone() && !device.isCompletedExceptionally() ? Optional.of(device.join()) : Optional.empty();
    }
}
