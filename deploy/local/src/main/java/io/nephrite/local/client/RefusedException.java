package io.nephrite.local.client;

import java.io.IOException;

/** A service has understood a request and does not do it: to repeat it as it is would lead to the same answer. */
public final class RefusedException extends IOException {
    RefusedException(String message) {
        super(message);
    }
}
