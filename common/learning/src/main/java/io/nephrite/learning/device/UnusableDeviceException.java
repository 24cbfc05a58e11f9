package io.nephrite.learning.device;

/** The device that was asked for cannot be had; the message says why. */
public final class UnusableDeviceException extends RuntimeException {
    UnusableDeviceException(String message) {
        super(message);
    }
}
