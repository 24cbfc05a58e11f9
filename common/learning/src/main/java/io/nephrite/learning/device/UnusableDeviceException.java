package io.nephrite.learning.device;

/** Signals that the requested device cannot be used; the message says why. */
public final class UnusableDeviceException extends RuntimeException {
    UnusableDeviceException(String message) {
        super(message);
    }
}
