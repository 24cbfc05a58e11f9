package io.nephrite.imaging.raster;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.format.GeometryRules;
import io.nephrite.imaging.format.ImageCodec;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ImageSource;
import io.nephrite.imaging.format.ImageStream;
import io.nephrite.imaging.format.StoredLabels;
import io.nephrite.imaging.format.VoxelLayout;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * TIFF: one picture as nnU-Net's NaturalImage2DIO reads it, or a stack as Tiff3DIO does, whose spacing lies beside it
 * as {@code {"spacing": [z, y, x]}}. Pages are decoded one at a time; the file lies in a temporary one meanwhile, as
 * its parts may stand in any order.
 */
public final class TiffCodec implements ImageCodec {
    private static final int LARGEST_SPACING_FILE = 1 << 16;
    /** LZW makes at most some 1,400 bytes of one. */
    private static final long HIGHEST_RATIO = 1500;

    @Override
    public ImageStream open(ImageSource source) throws IOException {
        Path copy = Files.createTempFile("picture", ".tif");
        try {
            long size;
            try (InputStream in = source.open();
                    OutputStream out = Files.newOutputStream(copy)) {
                size = in.transferTo(out);
            }
            TiffPages pages;
            try (ImageInputStream in = new FileImageInputStream(copy.toFile())) {
                pages = pages(in);
            }
            TiffPage page = pages.pages().get(0);
            if (voxels(pages) * page.type().bytes() / 8 > (double) size * HIGHEST_RATIO) {
                throw ImageFileException.of(
                        FaultCode.FILE_TRUNCATED,
                        "a file of " + size + " bytes",
                        slices(pages) + " pictures of " + page);
            }
            return stream(source, pages, new TiffDecoder(copy, page));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    /** Reads the directories alone. */
    @Override
    public ImageStream openHeader(ImageSource source) throws IOException {
        try (ImageInputStream in = new SourceInput(source)) {
            return stream(source, pages(in), new NoPlanes());
        }
    }

    private static RasterStream stream(ImageSource source, TiffPages pages, RasterStream.Planes planes)
            throws IOException {
        TiffPage page = pages.pages().get(0);
        if (voxels(pages) > VoxelLayout.MOST_VOXELS) {
            throw ImageFileException.of(
                    FaultCode.VOLUME_TOO_LARGE,
                    slices(pages) + " pictures of " + page,
                    "at most " + VoxelLayout.MOST_VOXELS);
        }
        List<Fault> faults = new ArrayList<>();
        Spacing spacing = pages.stack() ? spacing(source, faults) : RasterHeader.PICTURE;
        VoxelLayout layout = new VoxelLayout(
                new Shape3(slices(pages), page.height(), page.width()), page.channels(), page.type(), false);
        RasterHeader header = new RasterHeader(layout, spacing, !pages.stack());
        return new RasterStream(header.findings(faults), Optional.of(header), planes);
    }

    private static int slices(TiffPages pages) {
        return pages.stack() ? pages.pages().size() : 1;
    }

    private static double voxels(TiffPages pages) {
        TiffPage page = pages.pages().get(0);
        return (double) page.width() * page.height() * page.channels() * slices(pages);
    }

    private static TiffPages pages(ImageInputStream in) throws IOException {
        try {
            if (in.read() < 0) {
                throw ImageFileException.of(FaultCode.FILE_EMPTY, "0 bytes", "a TIFF file");
            }
            in.seek(0);
            return TiffPages.read(in);
        } catch (EOFException e) {
            throw ImageFileException.of(
                    FaultCode.FILE_TRUNCATED, "the end of the file in its directories", "the whole of them");
        }
    }

    /** Of a file whose header alone is read. */
    private static final class NoPlanes implements RasterStream.Planes {
        @Override
        public byte[] decode(int index) {
            throw new IllegalStateException("opened for its header alone");
        }

        @Override
        public void close() {}
    }

    /** The label of a case has its own name's, its images have the case's. */
    private static Spacing spacing(ImageSource source, List<Fault> faults) throws IOException {
        String name = source.name().substring(source.name().lastIndexOf('/') + 1);
        List<String> places = Stream.of(false, true)
                .flatMap(channel -> ImageFormat.companions(name, channel).stream())
                .distinct()
                .toList();
        for (String place : places) {
            Optional<InputStream> file = source.beside(place);
            if (file.isPresent()) {
                try (InputStream in = file.get()) {
                    return spacing(place, in.readNBytes(LARGEST_SPACING_FILE), faults);
                }
            }
        }
        faults.add(Fault.of(
                FaultCode.SPACING_ASSUMED,
                "no file with the spacing, " + String.join(" or ", places) + ", read as 1 mm",
                "{\"spacing\": [z, y, x]} there"));
        return new Spacing(1, 1, 1);
    }

    private static Spacing spacing(String place, byte[] json, List<Fault> faults) {
        String seen = "no JSON";
        try {
            JsonNode node = Json.tree(json).path("spacing");
            seen = "\"spacing\": " + node;
            double[] mm = new double[node.size()];
            for (int i = 0; i < mm.length; i++) {
                mm[i] = node.get(i).isNumber() ? node.get(i).doubleValue() : Double.NaN;
            }
            if (mm.length == 3 && GeometryRules.steps("spacing", mm, new ArrayList<>())) {
                return Spacing.of(mm);
            }
        } catch (PipelineException | IllegalArgumentException e) {
            // said below, as of every other content
        }
        faults.add(Fault.of(
                FaultCode.SPACING_FILE_INVALID, place + ": " + seen, "{\"spacing\": [z, y, x]}, sizes above 0"));
        return new Spacing(1, 1, 1);
    }

    @Override
    public void writeLabel(OutputStream out, LabelVolume label, ImageHeader original, String ending)
            throws IOException {
        TiffWriter.write(out, StoredLabels.of(label, original), label.shape(), !original.planar());
    }

    @Override
    public Optional<byte[]> spacingBeside(ImageHeader original) {
        return original.planar()
                ? Optional.empty()
                : Optional.of(Json.bytes(Map.of("spacing", original.spacing().toArray())));
    }
}
