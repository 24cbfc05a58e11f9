package io.nephrite.imaging.format;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.ImageFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The stream of a file whose text header is followed by the voxels or names the file that has them. Holds no voxels.
 * Not thread-safe.
 */
public final class DetachableVoxels implements ImageStream {
    /** More than a header has, for those who read no further. */
    public static final long HEADER_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 1 << 16;

    private final ImageSource source;
    private final InputStream headerFile;
    private final HeaderFindings findings;
    private final Supplier<ImageHeader> header;
    private final Place place;
    private Optional<InputStream> data = Optional.empty();
    private Optional<VoxelBytes> voxels = Optional.empty();

    /**
     * @param headerFile behind the header; closed with this
     * @param header made where it is sound
     */
    DetachableVoxels(
            ImageSource source,
            InputStream headerFile,
            HeaderFindings findings,
            Supplier<ImageHeader> header,
            Place place) {
        this.source = source;
        this.headerFile = headerFile;
        this.findings = findings;
        this.header = header;
        this.place = place;
    }

    /**
     * What the fields of a header come to.
     *
     * @param place of the voxels; empty if the header does not say it
     * @param geometry empty where it is not sound
     */
    public record Judged(HeaderFindings findings, Optional<Place> place, Optional<ItkGeometry> geometry) {}

    /** Reads the fields of a header and judges them; the stream is behind them then. */
    public interface Judging {
        Judged judge(InputStream file) throws IOException;
    }

    /**
     * Reads the header.
     *
     * @param file closed with the result, or where this throws
     */
    public static DetachableVoxels open(ImageSource source, InputStream file, Judging judging) throws IOException {
        InputStream in = new BufferedInputStream(file, BUFFER_BYTES);
        try {
            Judged judged = judging.judge(in);
            HeaderFindings findings = judged.findings();
            return new DetachableVoxels(
                    source,
                    in,
                    findings,
                    () -> new ItkHeader(
                            findings.voxels().orElseThrow(), judged.geometry().orElseThrow()),
                    judged.place().orElse(Place.NONE));
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public HeaderFindings findings() {
        return findings;
    }

    @Override
    public ImageHeader header() {
        findings.requireReadable();
        return header.get();
    }

    @Override
    public void begin() throws IOException {
        InputStream stored = headerFile;
        if (place.file().isPresent()) {
            String file = place.file().get();
            stored = source.beside(file)
                    .orElseThrow(() -> ImageFileException.of(
                            FaultCode.DATA_FILE_MISSING,
                            "no file \"" + file + "\" that belongs to this header beside it",
                            "its voxels there, in a file of the header's own name with "
                                    + String.join(" or ", ImageFormat.companionEndings())));
            data = Optional.of(stored);
        }
        for (int i = 0; i < place.skippedLines(); i++) {
            if (new TextHeader(stored).line().isEmpty()) {
                throw ImageFileException.of(
                        FaultCode.FILE_TRUNCATED, "the end before the first voxel", place.skippedLines() + " lines");
            }
        }
        InputStream plain = stored;
        if (place.compressed()) {
            plain = Inflation.of(stored);
            data = Optional.of(plain);
        }
        voxels = Optional.of(
                new VoxelBytes(plain, place.skippedBytes(), findings.voxels().orElseThrow()));
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return voxels.orElseThrow().read(target, offset, length);
    }

    @Override
    public void end() throws IOException {
        voxels.orElseThrow().end();
    }

    @Override
    public void close() throws IOException {
        try (headerFile) {
            if (data.isPresent()) {
                data.get().close();
            }
        }
    }

    /**
     * Where the voxels are.
     *
     * @param file beside the header; empty where they follow it
     * @param compressed by gzip or zlib
     * @param skippedLines before the compressed or plain data
     * @param skippedBytes of the plain data
     */
    public record Place(Optional<String> file, boolean compressed, int skippedLines, long skippedBytes) {
        /** Of voxels that cannot be read anyway. */
        public static final Place NONE = new Place(Optional.empty(), false, 0, 0);
    }
}
