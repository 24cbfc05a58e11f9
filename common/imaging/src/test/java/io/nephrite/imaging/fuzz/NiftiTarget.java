package io.nephrite.imaging.fuzz;

import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiBytes;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.testkit.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;

/** NIfTI 1 and 2, plain or behind a gzip frame, as image and as label map. */
public final class NiftiTarget implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new NiftiTarget().withinLimits(input);
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                NiftiBytes.int16(5, 4, 3).plain(),
                new NiftiBytes(2, ByteOrder.BIG_ENDIAN, StoredType.FLOAT32, 5, 4, 3).plain(),
                new NiftiBytes(1, ByteOrder.LITTLE_ENDIAN, StoredType.UINT8, 5, 4, 3)
                        .extension(32)
                        .plain(),
                NiftiBytes.int16(5, 4, 3).gzip());
    }

    @Override
    public void read(byte[] input) throws IOException {
        try {
            ImageFileReader.readImage(new ByteArrayInputStream(input), "fuzz");
        } catch (ImageFileException e) {
            FuzzTarget.requireReason(e.fault().sentence());
        }
        try {
            ImageFileReader.readLabel(new ByteArrayInputStream(input), "fuzz");
        } catch (ImageFileException e) {
            FuzzTarget.requireReason(e.fault().sentence());
        }
    }
}
