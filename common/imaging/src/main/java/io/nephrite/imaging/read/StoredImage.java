package io.nephrite.imaging.read;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.format.ImageSource;
import java.io.InputStream;
import java.util.Optional;

/** A file of a case in a store. What lies beside it is read as the very file that the case names, too. */
record StoredImage(ObjectStore store, CaseFiles files, StoredFile file) implements ImageSource {
    @Override
    public String name() {
        return file.key();
    }

    @Override
    public InputStream open() {
        return store.get(file.key());
    }

    @Override
    public InputStream openStart(long bytes) {
        return store.get(file.key(), 0, bytes);
    }

    @Override
    public Optional<InputStream> beside(String name) {
        return files.beside(file, name).map(f -> f.read(store, store::get));
    }
}
