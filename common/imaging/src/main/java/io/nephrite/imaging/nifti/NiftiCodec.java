package io.nephrite.imaging.nifti;

import io.nephrite.imaging.format.ImageCodec;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ImageSource;
import io.nephrite.imaging.format.ImageStream;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** Single-file NIfTI-1 and NIfTI-2, plain or gzip, in either byte order. */
public final class NiftiCodec implements ImageCodec {
    /** Holds the header of any file, packed or not. */
    private static final long HEADER_BYTES = 64 << 10;

    @Override
    public ImageStream open(ImageSource source) throws IOException {
        return new NiftiStream(source.open(), source.name());
    }

    @Override
    public ImageStream openHeader(ImageSource source) throws IOException {
        return new NiftiStream(source.openStart(HEADER_BYTES), source.name());
    }

    @Override
    public void writeLabel(OutputStream out, LabelVolume label, ImageHeader original, String ending)
            throws IOException {
        NiftiHeader geometry = original instanceof NiftiHeader nifti
                ? nifti
                : NiftiHeader.of(original.shape(), 1, StoredType.UINT8, original.affine());
        NiftiWriter.writeLabel(
                out, label, geometry, ending.toLowerCase(Locale.ROOT).endsWith(".gz"));
    }
}
