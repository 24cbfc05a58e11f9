package io.nephrite.imaging.nifti;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.imaging.volume.VoxelType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Reads single-file NIfTI-1 and NIfTI-2, plain or gzip, in either byte order, with every integer and real type. Voxels
 * come in C order of the array frame, which is the file's own order. Reads the whole stream once, fails at the first
 * byte that is missing or too many, and allocates voxels only after the header is found sound.
 *
 * <p>Reference: nibabel's {@code get_fdata} (scaling in double) cast to float32, axes reversed.
 */
public final class NiftiReader {
    private static final int CHUNK_VOXELS = 1 << 13;
    private static final int TRUSTED_VOXELS = 1 << 20;
    private static final long GROWTH = 4;

    private NiftiReader() {}

    /**
     * @param in closed at the end
     * @param name of the file, for messages
     * @throws NiftiException where the file is not a sound NIfTI image
     * @throws UncheckedIOException where the stream fails
     */
    public static NiftiHeader readHeader(InputStream in, String name) {
        try (NiftiStream stream = new NiftiStream(in)) {
            return NiftiHeader.parse(stream.headerBytes());
        } catch (NiftiException e) {
            throw e.in(name);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** Reads intensities, all channels; slope and intercept are applied. As {@link #readHeader} otherwise. */
    public static NiftiImage readImage(InputStream in, String name) {
        try (NiftiStream stream = new NiftiStream(in)) {
            NiftiHeader header = NiftiHeader.parse(stream.headerBytes());
            stream.begin(header.layout());
            ChunkedVoxels chunks = new ChunkedVoxels(stream, header);
            float[] voxels = new float[0];
            int at = 0;
            for (int n = chunks.next(); n > 0; n = chunks.next()) {
                voxels = grown(voxels, at + n, header.voxels());
                double[] chunk = chunks.values;
                if (header.isScaled()) {
                    double slope = header.slope();
                    double inter = header.inter();
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
            return new NiftiImage(
                    header,
                    new ImageVolume(voxels, header.channels(), header.shape(), header.spacing(), voxelType(header)));
        } catch (NiftiException e) {
            throw e.in(name);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static VoxelType voxelType(NiftiHeader header) {
        return header.isScaled() || header.type().isFloat()
                ? VoxelType.REAL
                : VoxelType.valueOf(header.type().name());
    }

    /** Reads labels 0 to 127, stored in any type as long as they are integral. As {@link #readHeader} otherwise. */
    public static LabelVolume readLabel(InputStream in, String name) {
        try (NiftiStream stream = new NiftiStream(in)) {
            NiftiHeader header = NiftiHeader.parse(stream.headerBytes());
            if (header.channels() != 1) {
                throw new NiftiException(Fault.of(
                        FaultCode.CHANNEL_COUNT_DIFFERS, header.channels() + " volumes", "one volume of labels"));
            }
            stream.begin(header.layout());
            ChunkedVoxels chunks = new ChunkedVoxels(stream, header);
            byte[] labels = new byte[0];
            int at = 0;
            for (int n = chunks.next(); n > 0; n = chunks.next()) {
                labels = grown(labels, at + n, header.voxels());
                for (int i = 0; i < n; i++) {
                    double value = chunks.values[i] * header.slope() + header.inter();
                    if (!(value >= 0 && value <= Byte.MAX_VALUE && value == Math.rint(value))) {
                        throw new NiftiException(Fault.of(
                                value < 0
                                        ? FaultCode.LABEL_NEGATIVE
                                        : value > Byte.MAX_VALUE
                                                ? FaultCode.LABEL_OUT_OF_RANGE
                                                : FaultCode.LABEL_NOT_INTEGRAL,
                                "label " + value,
                                "whole numbers from 0 to 127"));
                    }
                    labels[at + i] = (byte) value;
                }
                at += n;
            }
            stream.end();
            return new LabelVolume(labels, header.shape(), header.spacing());
        } catch (NiftiException e) {
            throw e.in(name);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    // A header can declare gigabytes that the file does not hold: beyond 4 MiB the array grows with what was read.
    private static float[] grown(float[] array, int needed, long declared) {
        return needed <= array.length ? array : Arrays.copyOf(array, capacity(array.length, needed, declared));
    }

    private static byte[] grown(byte[] array, int needed, long declared) {
        return needed <= array.length ? array : Arrays.copyOf(array, capacity(array.length, needed, declared));
    }

    private static int capacity(int present, int needed, long declared) {
        return (int) Math.min(declared, Math.max(Math.max(needed, TRUSTED_VOXELS), GROWTH * (long) present));
    }

    /** Decoded voxels, some thousands at a time. */
    private static final class ChunkedVoxels {
        final double[] values = new double[CHUNK_VOXELS];
        private final byte[] bytes;
        private final NiftiStream stream;
        private final VoxelDecoder decoder;
        private final int width;

        ChunkedVoxels(NiftiStream stream, NiftiHeader header) {
            this.stream = stream;
            decoder = new VoxelDecoder(header.layout());
            width = header.type().bytes();
            bytes = new byte[CHUNK_VOXELS * width];
        }

        int next() throws IOException {
            int voxels = stream.read(bytes, 0, bytes.length) / width;
            decoder.decode(bytes, voxels, values);
            return voxels;
        }
    }
}
