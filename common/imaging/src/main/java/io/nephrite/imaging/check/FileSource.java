package io.nephrite.imaging.check;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Where files are read from. */
@FunctionalInterface
public interface FileSource {
    /**
     * Opens a file.
     *
     * @return the file's bytes from the first; closed by the caller
     */
    InputStream open(StoredFile file) throws IOException;

    /** A file in the folder of another, for those whose cases do not say what lies beside a file. */
    default Optional<InputStream> beside(StoredFile file, String name) throws IOException {
        return Optional.empty();
    }
}
