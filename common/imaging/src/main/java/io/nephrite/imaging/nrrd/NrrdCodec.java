package io.nephrite.imaging.nrrd;

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
            NrrdRules.Judged judged = new NrrdRules(new NrrdFields(in)).judge();
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
