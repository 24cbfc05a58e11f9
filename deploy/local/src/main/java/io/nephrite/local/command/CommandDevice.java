package io.nephrite.local.command;

import io.nephrite.learning.device.CardClaims;
import io.nephrite.learning.device.DeviceChoice;
import io.nephrite.learning.device.DeviceSearch;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.device.UnusableDeviceException;
import io.nephrite.local.client.BadInput;
import java.nio.file.Path;
import java.util.Optional;

/** The device that a command computes on. */
final class CommandDevice {
    private static final String SETTING = "NEPHRITE_DEVICE";
    private static final Path CLAIMS = Path.of(System.getProperty("java.io.tmpdir"), "nephrite-devices");

    private CommandDevice() {}

    /** As {@code NEPHRITE_DEVICE} says; a GPU where there is one if it says nothing. */
    static TorchDevice chosen() {
        return find(SETTING, Optional.ofNullable(System.getenv(SETTING)).orElse("auto"));
    }

    /**
     * @param setting where the choice was made, for messages
     * @throws BadInput where the choice cannot be read, or the device cannot be had
     */
    static TorchDevice find(String setting, String choice) {
        try {
            return new DeviceSearch(new CardClaims(CLAIMS), System.err::println).find(DeviceChoice.parse(choice));
        } catch (IllegalArgumentException | UnusableDeviceException e) {
            throw new BadInput(setting + ": " + e.getMessage());
        }
    }
}
