package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.imaging.check.FileSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Label maps by their paths, with what lies beside them. */
final class LabelFiles implements FileSource {
    @Override
    public InputStream open(StoredFile file) throws IOException {
        return Files.newInputStream(Path.of(file.key()));
    }

    @Override
    public Optional<InputStream> beside(StoredFile file, String name) throws IOException {
        Path other = Path.of(file.key()).resolveSibling(name);
        return Files.isRegularFile(other) ? Optional.of(Files.newInputStream(other)) : Optional.empty();
    }
}
