package io.nephrite.imaging.read;

import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.format.ImageSource;
import java.io.InputStream;
import java.util.Optional;

/** A file in a store that no version of a dataset names, with whatever lies beside it now. */
record LooseImage(ObjectStore store, String name) implements ImageSource {
    @Override
    public InputStream open() {
        return store.get(name);
    }

    @Override
    public Optional<InputStream> beside(String file) {
        String key = name.substring(0, name.lastIndexOf('/') + 1) + file;
        return store.exists(key) ? Optional.of(store.get(key)) : Optional.empty();
    }
}
