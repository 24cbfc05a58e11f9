package io.nephrite.imaging.check;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import java.io.IOException;
import java.io.InputStream;

/** Where files are read from. */
@FunctionalInterface
public interface FileSource {
    /** @return the file's bytes from the first; closed by the caller */
    InputStream open(StoredFile file) throws IOException;
}
