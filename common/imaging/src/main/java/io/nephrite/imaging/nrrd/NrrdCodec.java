package io.nephrite.imaging.nrrd;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.format.DetachableVoxels;
import io.nephrite.imaging.format.ImageCodec;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ImageSource;
import io.nephrite.imaging.format.ImageStream;
import io.nephrite.imaging.format.ItkGeometry;
import io.nephrite.imaging.format.StoredLabels;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * NRRD with raw or gzip voxels, in the file or beside its header. Read as ITK reads it, checked against SimpleITK;
 * labels are written with gzip voxels behind the header, under either ending.
 */
public final class NrrdCodec implements ImageCodec {
    @Override
    public ImageStream open(ImageSource source) throws IOException {
        return DetachableVoxels.open(source, source.open(), NrrdCodec::judged);
    }

    @Override
    public ImageStream openHeader(ImageSource source) throws IOException {
        return DetachableVoxels.open(source, source.openStart(DetachableVoxels.HEADER_BYTES), NrrdCodec::judged);
    }

    private static DetachableVoxels.Judged judged(InputStream in) throws IOException {
        return new NrrdRules(new NrrdFields(in)).judge();
    }

    @Override
    public void writeLabel(OutputStream out, LabelVolume label, ImageHeader original, String ending)
            throws IOException {
        StoredLabels stored = StoredLabels.of(label, original);
        ItkGeometry geometry = ItkGeometry.of(original);
        boolean planar = geometry.axes() == 2;
        Shape3 shape = label.shape();
        String header = "NRRD0004\ntype: " + (stored.isWide() ? "unsigned short\nendian: little" : "unsigned char")
                + "\ndimension: " + geometry.axes() + "\n"
                + (planar ? "space dimension: 2" : "space: left-posterior-superior") + "\n"
                + "sizes: " + shape.x() + " " + shape.y() + (planar ? "" : " " + shape.z()) + "\n"
                + "space directions: "
                + IntStream.range(0, geometry.axes())
                        .mapToObj(axis -> vector(geometry.step(axis)))
                        .collect(Collectors.joining(" "))
                + "\n"
                + "kinds: domain domain" + (planar ? "" : " domain") + "\nencoding: gzip\nspace origin: "
                + vector(geometry.origin()) + "\n\n";
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        GZIPOutputStream gzip = new GZIPOutputStream(out);
        gzip.write(stored.bytes());
        gzip.finish();
        out.flush();
    }

    private static String vector(double[] values) {
        return Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(",", "(", ")"));
    }
}
