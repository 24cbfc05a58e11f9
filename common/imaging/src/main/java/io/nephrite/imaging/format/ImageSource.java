package io.nephrite.imaging.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A file of an image, and those beside it. */
public interface ImageSource {
    /** The name with its ending, for messages and because the ending decides the format. */
    String name();

    /**
     * Opens the file.
     *
     * @return the file's bytes from the first; closed by the caller
     */
    InputStream open() throws IOException;

    /**
     * For those who read the first bytes alone.
     *
     * @param bytes that are needed; there may be more
     */
    default InputStream openStart(long bytes) throws IOException {
        return open();
    }

    /**
     * A file in the same folder.
     *
     * @param file its name, without folder
     * @return its bytes from the first, closed by the caller; empty where there is no such file that belongs to this
     *     one
     */
    Optional<InputStream> beside(String file) throws IOException;

    /** A file with nothing beside it. */
    static ImageSource of(InputStream in, String name) {
        return new ImageSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public InputStream open() {
                return in;
            }

            @Override
            public Optional<InputStream> beside(String file) {
                return Optional.empty();
            }
        };
    }
}
