package io.nephrite.local.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Gives a name only to a file that is whole: until then its name ends in {@code .part}. */
final class WholeFile {
    private static final int BUFFER_BYTES = 1 << 16;

    private WholeFile() {}

    /** What writes the file. */
    interface Writing {
        void to(OutputStream stream) throws IOException;
    }

    /** A file of this name is replaced. */
    static void write(Path target, Writing writing) throws IOException {
        Path partial = target.resolveSibling(target.getFileName() + ".part");
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(partial), BUFFER_BYTES)) {
            writing.to(stream);
        }
        Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    }
}
