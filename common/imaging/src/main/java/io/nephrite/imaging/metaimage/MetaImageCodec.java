package io.nephrite.imaging.metaimage;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.format.DetachableVoxels;
import io.nephrite.imaging.format.HeaderFindings;
import io.nephrite.imaging.format.ImageCodec;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ImageSource;
import io.nephrite.imaging.format.ImageStream;
import io.nephrite.imaging.format.ItkGeometry;
import io.nephrite.imaging.format.ItkHeader;
import io.nephrite.imaging.format.StoredLabels;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.DeflaterOutputStream;

/**
 * MetaImage with raw, zlib or gzip voxels, in the file or beside its header. Read as ITK reads it, checked against
 * SimpleITK; labels are written with zlib voxels behind the header, under either ending.
 */
public final class MetaImageCodec implements ImageCodec {
    private static final long HEADER_BYTES = 1 << 20;

    @Override
    public ImageStream open(ImageSource source) throws IOException {
        return open(source, source.open());
    }

    @Override
    public ImageStream openHeader(ImageSource source) throws IOException {
        return open(source, source.openStart(HEADER_BYTES));
    }

    private static ImageStream open(ImageSource source, InputStream file) throws IOException {
        InputStream in = new BufferedInputStream(file, 1 << 16);
        try {
            MetaRules.Judged judged = new MetaRules(new MetaFields(in)).judge();
            HeaderFindings findings = judged.findings();
            return new DetachableVoxels(
                    source,
                    in,
                    findings,
                    () -> new ItkHeader(
                            findings.voxels().orElseThrow(), judged.geometry().orElseThrow()),
                    judged.place().orElse(DetachableVoxels.Place.NONE));
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public void writeLabel(OutputStream out, LabelVolume label, ImageHeader original, String ending)
            throws IOException {
        StoredLabels stored = StoredLabels.of(label, original);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            deflater.write(stored.bytes());
        }
        ItkGeometry geometry = ItkGeometry.of(original);
        boolean planar = geometry.axes() == 2;
        Shape3 shape = label.shape();
        String header = "ObjectType = Image\nNDims = " + geometry.axes()
                + "\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = True\nCompressedDataSize = "
                + packed.size() + "\nTransformMatrix = " + numbers(geometry.directions()) + "\nOffset = "
                + numbers(geometry.origin()) + "\nElementSpacing = " + numbers(geometry.lengths()) + "\nDimSize = "
                + shape.x() + " " + shape.y() + (planar ? "" : " " + shape.z())
                + "\nElementType = " + (stored.isWide() ? "MET_USHORT" : "MET_UCHAR") + "\nElementDataFile = LOCAL\n";
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        packed.writeTo(out);
        out.flush();
    }

    private static String numbers(double[] values) {
        return Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }
}
