package io.nephrite.core.housekeeping;

import io.nephrite.core.store.ObjectInfo;

/** An object of bucket {@code nephrite} that nothing needs. */
record Leftover(LeftoverKind kind, ObjectInfo object) {
    String key() {
        return object.key();
    }
}
