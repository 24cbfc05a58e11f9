package io.nephrite.imaging.read;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ImageSource;
import io.nephrite.imaging.format.ImageStream;
import io.nephrite.imaging.format.VoxelDecoder;
import io.nephrite.imaging.format.VoxelLayout;
import io.nephrite.imaging.format.WholeNumber;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.imaging.volume.VoxelType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Reads the voxels and the header of image files in all formats. Voxels come in C order of the array frame (channel, z, y,
 * x). The whole stream is read once; a missing or an additional byte is an error, and memory for voxels is allocated only
 * after the header has been checked.
 *
 * <pre>{@code
 * try (InputStream in = Files.newInputStream(file)) {
 *     ImageVolume image = ImageFileReader.readImage(in, file.toString()).volume();
 *     float first = image.voxels()[0]; // of the first channel, at z = y = x = 0
 *     double slices = image.spacing().z(); // mm between slices
 * }
 * }</pre>
 *
 * <p>Reference for NIfTI: nibabel's {@code get_fdata} (scaling in double) cast to float32, axes reversed; for the
 * others nnU-Net's readers.
 */
public final class ImageFileReader {
    private static final int CHUNK_VOXELS = 1 << 13;
    private static final int TRUSTED_VOXELS = 1 << 20;
    private static final long GROWTH = 4;

    private ImageFileReader() {}

    /**
     * Opens an image file and reads its header.
     *
     * @throws ImageFileException where the file has no header of the format that its name says
     * @throws IOException where the source fails
     */
    public static ImageStream open(ImageSource source) throws IOException {
        return ImageCodecs.of(source.name()).open(source);
    }

    /** As {@link #open}, for those who read no voxels: reads no further than it must. */
    public static ImageStream openHeader(ImageSource source) throws IOException {
        return ImageCodecs.of(source.name()).openHeader(source);
    }

    /**
     * Reads the header of an image file.
     *
     * @param in closed at the end
     * @param name of the file, for messages, and because its ending decides the format
     * @throws ImageFileException where the file is not a sound image
     * @throws UncheckedIOException where the stream fails
     */
    public static ImageHeader readHeader(InputStream in, String name) {
        return readHeader(ImageSource.of(in, name));
    }

    /** Reads no further than it must. As the other otherwise. */
    public static ImageHeader readHeader(ImageSource source) {
        return reading(source, ImageCodecs.of(source.name())::openHeader, ImageStream::header);
    }

    /** Reads intensities, all channels; slope and intercept are applied. As {@link #readHeader} otherwise. */
    public static FileImage readImage(InputStream in, String name) {
        return readImage(ImageSource.of(in, name));
    }

    /** As the other. */
    public static FileImage readImage(ImageSource source) {
        return reading(source, ImageFileReader::open, ImageFileReader::image);
    }

    /**
     * Reads labels 0 to 32,767, stored in any type as long as they are whole numbers, as {@link WholeNumber} has it. As
     * {@link #readHeader} otherwise.
     */
    public static LabelVolume readLabel(InputStream in, String name) {
        return readLabel(ImageSource.of(in, name));
    }

    /** As the other. */
    public static LabelVolume readLabel(ImageSource source) {
        return reading(source, ImageFileReader::open, ImageFileReader::label);
    }

    private static FileImage image(ImageStream stream) throws IOException {
        ImageHeader header = stream.header();
        VoxelLayout layout = header.layout();
        stream.begin();
        ChunkedVoxels chunks = new ChunkedVoxels(stream, layout);
        float[] voxels = new float[0];
        int at = 0;
        for (int n = chunks.next(); n > 0; n = chunks.next()) {
            voxels = grown(voxels, at + n, layout.voxels());
            double[] chunk = chunks.values;
            if (layout.isScaled()) {
                double slope = layout.slope();
                double inter = layout.inter();
                for (int i = 0; i < n; i++) {
                    voxels[at + i] = (float) (chunk[i] * slope + inter);
                }
            } else {
                for (int i = 0; i < n; i++) {
                    voxels[at + i] = (float) chunk[i];
                }
            }
            at += n;
        }
        stream.end();
        return new FileImage(
                header,
                new ImageVolume(voxels, layout.channels(), layout.shape(), header.spacing(), voxelType(layout)));
    }

    private static VoxelType voxelType(VoxelLayout layout) {
        return layout.isScaled() || layout.type().isFloat()
                ? VoxelType.REAL
                : VoxelType.valueOf(layout.type().name());
    }

    private static LabelVolume label(ImageStream stream) throws IOException {
        ImageHeader header = stream.header();
        VoxelLayout layout = header.layout();
        if (layout.channels() != 1) {
            throw ImageFileException.of(
                    FaultCode.CHANNEL_COUNT_DIFFERS, layout.channels() + " volumes", "one volume of labels");
        }
        stream.begin();
        ChunkedVoxels chunks = new ChunkedVoxels(stream, layout);
        LabelArray labels = LabelArray.allocate(0, 0);
        int[] chunk = new int[CHUNK_VOXELS];
        int at = 0;
        for (int n = chunks.next(); n > 0; n = chunks.next()) {
            labels = grown(labels, at + n, layout.voxels());
            int most = labels(chunks.values, n, layout, chunk);
            labels = most <= labels.highest() ? labels : labels.widened();
            labels.write(chunk, n, at);
            at += n;
        }
        stream.end();
        return new LabelVolume(labels, header.shape(), header.spacing());
    }

    /** @return the largest label of the chunk */
    private static int labels(double[] stored, int count, VoxelLayout layout, int[] labels) {
        double slope = layout.slope();
        double inter = layout.inter();
        int most = 0;
        for (int i = 0; i < count; i++) {
            double value = stored[i] * slope + inter;
            int label = (int) value;
            if (label != value || label < 0 || label > LabelArray.HIGHEST) {
                label = label(value);
            }
            labels[i] = label;
            most = Math.max(most, label);
        }
        return most;
    }

    /** Of a value that misses a whole number, perhaps by rounding alone, or is no label. */
    private static int label(double stored) {
        double value = WholeNumber.near(stored);
        if (!(value >= 0 && value <= LabelArray.HIGHEST && value == Math.rint(value))) {
            throw ImageFileException.of(
                    value < 0
                            ? FaultCode.LABEL_NEGATIVE
                            : value > LabelArray.HIGHEST ? FaultCode.LABEL_OUT_OF_RANGE : FaultCode.LABEL_NOT_INTEGRAL,
                    "label " + value,
                    "whole numbers from 0 to " + LabelArray.HIGHEST);
        }
        return (int) value;
    }

    private static <T> T reading(ImageSource source, Opening opening, Reading<T> reading) {
        try (ImageStream stream = opening.open(source)) {
            return reading.read(stream);
        } catch (ImageFileException e) {
            throw e.in(source.name());
        } catch (IOException e) {
            throw new UncheckedIOException(source.name(), e);
        }
    }

    // A header can declare gigabytes that the file does not hold: beyond 4 MiB the array grows with what was read.
    private static float[] grown(float[] array, int needed, long declared) {
        return needed <= array.length ? array : Arrays.copyOf(array, capacity(array.length, needed, declared));
    }

    private static LabelArray grown(LabelArray array, int needed, long declared) {
        return needed <= array.length() ? array : array.resized(capacity(array.length(), needed, declared));
    }

    private static int capacity(int present, int needed, long declared) {
        return (int) Math.min(declared, Math.max(Math.max(needed, TRUSTED_VOXELS), GROWTH * (long) present));
    }

    private interface Opening {
        ImageStream open(ImageSource source) throws IOException;
    }

    private interface Reading<T> {
        T read(ImageStream stream) throws IOException;
    }

    /** Decoded voxels, some thousands at a time. */
    private static final class ChunkedVoxels {
        final double[] values = new double[CHUNK_VOXELS];
        private final byte[] bytes;
        private final ImageStream stream;
        private final VoxelDecoder decoder;
        private final int width;

        ChunkedVoxels(ImageStream stream, VoxelLayout layout) {
            this.stream = stream;
            decoder = new VoxelDecoder(layout);
            width = layout.type().bytes();
            bytes = new byte[CHUNK_VOXELS * width];
        }

        int next() throws IOException {
            int voxels = stream.read(bytes, 0, bytes.length) / width;
            decoder.decode(bytes, voxels, values);
            return voxels;
        }
    }
}
