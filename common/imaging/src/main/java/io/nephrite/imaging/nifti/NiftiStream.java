package io.nephrite.imaging.nifti;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.HeaderFindings;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageStream;
import io.nephrite.imaging.format.Inflation;
import io.nephrite.imaging.format.VoxelBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A NIfTI file that is read once from front to back. The first bytes decide whether it is compressed. The sizes that
 * the file claims never decide how much memory is allocated. Not thread-safe.
 */
final class NiftiStream implements ImageStream {
    private final InputStream in;
    private final byte[] headerBytes;
    private final HeaderFindings findings;
    private VoxelBytes voxels;

    /**
     * Reads the header.
     *
     * @param source closed with this, also when this constructor throws
     * @param name of the file, which may say that it is compressed
     * @throws ImageFileException where the file is neither gzip nor long enough for a header, or has none
     */
    NiftiStream(InputStream source, String name) throws IOException {
        InputStream opened = source;
        try {
            PushbackInputStream start = new PushbackInputStream(source, 2);
            opened = start;
            byte[] signature = start.readNBytes(2);
            if (signature.length == 0) {
                throw ImageFileException.of(FaultCode.FILE_EMPTY, "0 bytes", "a NIfTI file");
            }
            start.unread(signature);
            boolean compressed = Inflation.isGzip(signature);
            if (compressed) {
                opened = Inflation.of(start);
            }
            in = opened;
            byte[] first = in.readNBytes(HeaderFields.SIZE_1);
            boolean second = first.length == HeaderFields.SIZE_1 && isSecondVersion(first);
            byte[] rest = second ? in.readNBytes(HeaderFields.SIZE_2 - HeaderFields.SIZE_1) : new byte[0];
            headerBytes = Arrays.copyOf(first, first.length + rest.length);
            System.arraycopy(rest, 0, headerBytes, first.length, rest.length);
            findings = findings(!compressed && name.toLowerCase(Locale.ROOT).endsWith(".gz"));
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private HeaderFindings findings(boolean misnamed) {
        if (!misnamed) {
            return NiftiHeader.findings(headerBytes);
        }
        Fault notGzip = Fault.of(FaultCode.NOT_GZIP, "no gzip signature", "the bytes 1f 8b first");
        try {
            HeaderFindings found = NiftiHeader.findings(headerBytes);
            List<Fault> faults = new ArrayList<>(List.of(notGzip));
            faults.addAll(found.faults());
            return new HeaderFindings(faults, found.voxels(), found.shape(), found.spacing(), found.affine());
        } catch (ImageFileException e) {
            return new HeaderFindings(
                    List.of(notGzip, e.fault()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    @Override
    public HeaderFindings findings() {
        return findings;
    }

    @Override
    public NiftiHeader header() {
        return NiftiHeader.parse(headerBytes);
    }

    /** Skips extensions. */
    @Override
    public void begin() throws IOException {
        long offset = (long) HeaderRules.fields(headerBytes).voxOffset;
        voxels = new VoxelBytes(
                in, offset - headerBytes.length, findings.voxels().orElseThrow());
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return voxels.read(target, offset, length);
    }

    @Override
    public void end() throws IOException {
        voxels.end();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static boolean isSecondVersion(byte[] first) {
        int little = (first[0] & 0xff) | ((first[1] & 0xff) << 8);
        int big = (first[3] & 0xff) | ((first[2] & 0xff) << 8);
        return little == HeaderFields.SIZE_2 || big == HeaderFields.SIZE_2;
    }
}
