package io.nephrite.imaging.export;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A folder of preprocessed cases, one file set per case. A file appears when it is whole; files of the same names are
 * replaced. Image float32 (C, Z, Y, X), segmentation int8 or int16 (1, Z, Y, X), plan frame.
 *
 * <p>Of the cases {@code x} and {@code x_seg}, the first one's labels would have the name of the second one's image:
 * they are called {@code x_seg_labels.npy} instead. No two files of a set of cases have one name.
 */
public final class PreprocessedFolder {
    private final Path directory;
    private final ExportFormat format;
    private final Set<String> caseIds;

    /**
     * Makes a folder of preprocessed cases.
     *
     * @param directory is made when the first case is written
     * @param caseIds all cases that may lie here together, whether they are written or not: names depend on them
     */
    public PreprocessedFolder(Path directory, ExportFormat format, Collection<String> caseIds) {
        this.directory = directory;
        this.format = format;
        this.caseIds = Set.copyOf(caseIds);
    }

    /** Whether a case lies here in this format with these properties, which name the checksums and are written last. */
    public boolean holds(String caseId, byte[] properties) throws IOException {
        Path document = directory.resolve(document(caseId));
        return Files.isRegularFile(document)
                && Arrays.equals(Files.readAllBytes(document), properties)
                && volumes(caseId).stream().allMatch(name -> Files.isRegularFile(directory.resolve(name)));
    }

    private List<String> volumes(String caseId) {
        return switch (format) {
            case NPY -> List.of(image(caseId), segmentation(caseId));
            case NPZ -> List.of(archive(caseId));
        };
    }

    private static String image(String caseId) {
        return caseId + ".npy";
    }

    private String segmentation(String caseId) {
        String name = caseId + "_seg";
        while (caseIds.contains(name)) {
            name += "_labels";
        }
        return name + ".npy";
    }

    private static String archive(String caseId) {
        return caseId + ".npz";
    }

    private static String document(String caseId) {
        return caseId + ".json";
    }

    public void write(PreprocessedCase made) throws IOException {
        Shape3 shape = made.shape();
        write(
                made.properties().caseId(),
                out -> Npy.write(out, made.image(), made.channels(), shape.z(), shape.y(), shape.x()),
                out -> Npy.write(out, made.segmentation(), 1, shape.z(), shape.y(), shape.x()),
                Json.pretty(made.properties()));
    }

    /**
     * Writes a case as it lies in the store.
     *
     * @param image {@code .npy.zst}; closed by the caller, like {@code segmentation}
     * @param properties the JSON document
     */
    public void write(String caseId, InputStream image, InputStream segmentation, byte[] properties)
            throws IOException {
        write(
                caseId,
                out -> Npy.decompressing(image).transferTo(out),
                out -> Npy.decompressing(segmentation).transferTo(out),
                properties);
    }

    private void write(String caseId, Volume image, Volume segmentation, byte[] properties) throws IOException {
        Files.createDirectories(directory);
        switch (format) {
            case NPY -> {
                whole(image(caseId), image);
                whole(segmentation(caseId), segmentation);
            }
            case NPZ ->
                whole(archive(caseId), out -> {
                    ZipOutputStream zip = new ZipOutputStream(out);
                    zip.setLevel(Deflater.BEST_SPEED);
                    entry(zip, "data.npy", image);
                    entry(zip, "seg.npy", segmentation);
                    zip.finish();
                });
        }
        whole(document(caseId), out -> out.write(properties));
    }

    private static void entry(ZipOutputStream zip, String name, Volume volume) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        volume.writeTo(new Unclosed(zip));
        zip.closeEntry();
    }

    private void whole(String name, Volume content) throws IOException {
        Path partial = directory.resolve(name + ".part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial))) {
            content.writeTo(out);
        }
        Files.move(partial, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private interface Volume {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Passes large writes through whole and does not close the archive. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
