package io.nephrite.imaging.check;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.imaging.format.ImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A file of a case as the readers of images see it.
 *
 * @param companions of the case, among which are those of this file
 */
record CaseFile(String name, StoredFile file, List<StoredFile> companions, FileSource source) implements ImageSource {
    @Override
    public InputStream open() throws IOException {
        return source.open(file);
    }

    @Override
    public Optional<InputStream> beside(String other) throws IOException {
        String key = file.key().substring(0, file.key().lastIndexOf('/') + 1) + other;
        for (StoredFile companion : companions) {
            if (companion.key().equals(key)) {
                return Optional.of(source.open(companion));
            }
        }
        return source.beside(file, other);
    }
}
