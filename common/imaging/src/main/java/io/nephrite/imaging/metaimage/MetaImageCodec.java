package io.nephrite.imaging.metaimage;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.format.DetachableVoxels;
import io.nephrite.imaging.format.ImageCodec;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ImageSource;
import io.nephrite.imaging.format.ImageStream;
import io.nephrite.imaging.format.ItkGeometry;
import io.nephrite.imaging.format.StoredLabels;
import io.nephrite.imaging.volume.LabelVolume;
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
    @Override
    public ImageStream open(ImageSource source) throws IOException {
        return DetachableVoxels.open(source, source.open(), MetaImageCodec::judged);
    }

    @Override
    public ImageStream openHeader(ImageSource source) throws IOException {
        return DetachableVoxels.open(source, source.openStart(DetachableVoxels.HEADER_BYTES), MetaImageCodec::judged);
    }

    private static DetachableVoxels.Judged judged(InputStream in) throws IOException {
        return new MetaRules(new MetaFields(in)).judge();
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
