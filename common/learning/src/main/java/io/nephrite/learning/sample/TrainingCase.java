package io.nephrite.learning.sample;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.random.SampleRandom;
import io.nephrite.imaging.npy.NpyMapping;
import io.nephrite.imaging.npy.NpyType;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.ClassLocations;
import io.nephrite.imaging.volume.LabelArray;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Optional;

/** A preprocessed case to take patches from. Plan frame. Thread-safe; its volumes are only read. */
public final class TrainingCase {
    /** Outside of the volume a segmentation has this value, as outside of the non-zero mask. */
    static final short OUTSIDE = -1;

    private final String caseId;
    private final Shape3 shape;
    private final FloatBuffer[] channels;
    private final Labels segmentation;
    private final Optional<Labels> previous;
    private final ClassLocations locations;
    private int[] unlikePerPlane;

    private TrainingCase(
            String caseId,
            Shape3 shape,
            FloatBuffer[] channels,
            Labels segmentation,
            Optional<Labels> previous,
            ClassLocations locations) {
        this.caseId = caseId;
        this.shape = shape;
        this.channels = channels;
        this.segmentation = segmentation;
        this.previous = previous;
        this.locations = locations;
    }

    /** Copies a run of labels. */
    private interface Labels {
        void read(int from, short[] target, int to, int count);
    }

    /**
     * A case in mapped files.
     *
     * @param image float32 (C, Z, Y, X)
     * @param segmentation int8 or int16 (1, Z, Y, X), −1 outside of the non-zero mask
     */
    public static TrainingCase of(String caseId, NpyMapping image, NpyMapping segmentation, CaseProperties properties) {
        Shape3 shape = properties.shape();
        int[] expected = {properties.channels(), shape.z(), shape.y(), shape.x()};
        check(caseId, "image", image.shape(), expected);
        expected[0] = 1;
        check(caseId, "segmentation", segmentation.shape(), expected);
        FloatBuffer[] channels = new FloatBuffer[properties.channels()];
        Arrays.setAll(channels, image::floats);
        return new TrainingCase(
                caseId, shape, channels, labels(segmentation), Optional.empty(), properties.classLocations());
    }

    private static Labels labels(NpyMapping volume) {
        if (volume.type() == NpyType.INT8) {
            ByteBuffer bytes = volume.bytes(0);
            return (from, target, to, count) -> {
                for (int i = 0; i < count; i++) {
                    target[to + i] = bytes.get(from + i);
                }
            };
        }
        ShortBuffer shorts = volume.shorts(0);
        return (from, target, to, count) -> shorts.get(from, target, to, count);
    }

    private static Labels labels(LabelArray volume) {
        return (from, target, to, count) -> {
            for (int i = 0; i < count; i++) {
                target[to + i] = (short) volume.get(from + i);
            }
        };
    }

    /**
     * The same case with what the previous stage of a cascade says of it.
     *
     * @param map int8 or int16 (1, Z, Y, X), a label for each voxel of the image
     * @throws PipelineException INVALID_CASE where it is of another shape
     */
    public TrainingCase withPrevious(NpyMapping map) {
        check(caseId, "segmentation of the previous stage", map.shape(), 1, shape.z(), shape.y(), shape.x());
        return new TrainingCase(caseId, shape, channels, segmentation, Optional.of(labels(map)), locations);
    }

    /** The same in Java's memory; the array is kept. */
    public TrainingCase withPrevious(LabelArray map) {
        if (map.length() != shape.voxels()) {
            throw new IllegalArgumentException(caseId + ": " + map.length() + " voxels do not fit shape " + shape);
        }
        return new TrainingCase(caseId, shape, channels, segmentation, Optional.of(labels(map)), locations);
    }

    /**
     * A case in Java's memory; the arrays are kept.
     *
     * @param image (C, Z, Y, X)
     * @param segmentation (Z, Y, X)
     */
    public static TrainingCase inMemory(
            String caseId, float[] image, LabelArray segmentation, Shape3 shape, ClassLocations locations) {
        int voxels = Math.toIntExact(shape.voxels());
        if (segmentation.length() != voxels || image.length == 0 || image.length % voxels != 0) {
            throw new IllegalArgumentException(caseId + ": " + image.length + " and " + segmentation.length()
                    + " voxels do not fit shape " + shape);
        }
        FloatBuffer[] channels = new FloatBuffer[image.length / voxels];
        Arrays.setAll(channels, c -> FloatBuffer.wrap(image, c * voxels, voxels).slice());
        return new TrainingCase(caseId, shape, channels, labels(segmentation), Optional.empty(), locations);
    }

    private static void check(String caseId, String what, int[] found, int... expected) {
        if (!Arrays.equals(found, expected)) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    caseId + ": its " + what + " has shape " + Arrays.toString(found) + ", its properties say "
                            + Arrays.toString(expected) + "; preprocess the case again");
        }
    }

    public String caseId() {
        return caseId;
    }

    public Shape3 shape() {
        return shape;
    }

    public int channels() {
        return channels.length;
    }

    /** Whether there is a segmentation of the previous stage. */
    public boolean hasPrevious() {
        return previous.isPresent();
    }

    public ClassLocations locations() {
        return locations;
    }

    /** Draws a voxel of another label, each with the same probability. Empty if the case has no other label. */
    Optional<int[]> unlike(int label, SampleRandom random) {
        int[] perPlane = unlikePerPlane(label);
        int chosen = Arrays.stream(perPlane).sum();
        if (chosen == 0) {
            return Optional.empty();
        }
        chosen = random.below(chosen);
        int z = 0;
        while (chosen >= perPlane[z]) {
            chosen -= perPlane[z++];
        }
        short[] plane = plane(z);
        int i = 0;
        while (plane[i] == label || chosen-- > 0) {
            i++;
        }
        return Optional.of(new int[] {z, i / shape.x(), i % shape.x()});
    }

    /** Counted at the first call, in one pass over the label map; the label is always the same. */
    private synchronized int[] unlikePerPlane(int label) {
        if (unlikePerPlane == null) {
            int[] counts = new int[shape.z()];
            for (int z = 0; z < counts.length; z++) {
                for (short value : plane(z)) {
                    counts[z] += value == label ? 0 : 1;
                }
            }
            unlikePerPlane = counts;
        }
        return unlikePerPlane;
    }

    private short[] plane(int z) {
        short[] plane = new short[shape.y() * shape.x()];
        segmentation.read(z * plane.length, plane, 0, plane.length);
        return plane;
    }

    /**
     * Copies a box; what lies outside of the volume is 0.
     *
     * @param origin lower corner, may be negative
     * @param target all of it is written
     */
    void readImage(int channel, int[] origin, int[] size, float[] target, int offset) {
        FloatBuffer source = channels[channel];
        if (!holds(origin, size)) {
            Arrays.fill(target, offset, offset + size[0] * size[1] * size[2], 0f);
        }
        runs(origin, size, (from, to, count) -> source.get(from, target, offset + to, count));
    }

    /** Copies a box; what lies outside of the volume is {@link #OUTSIDE}. */
    void readSegmentation(int[] origin, int[] size, short[] target, int offset) {
        if (!holds(origin, size)) {
            Arrays.fill(target, offset, offset + size[0] * size[1] * size[2], OUTSIDE);
        }
        runs(origin, size, (from, to, count) -> segmentation.read(from, target, offset + to, count));
    }

    /** Copies a box of the previous stage's segmentation; what lies outside of the volume is {@link #OUTSIDE}. */
    void readPrevious(int[] origin, int[] size, short[] target, int offset) {
        Labels map = previous.orElseThrow(
                () -> new IllegalStateException(caseId + " has no segmentation of the previous stage"));
        if (!holds(origin, size)) {
            Arrays.fill(target, offset, offset + size[0] * size[1] * size[2], OUTSIDE);
        }
        runs(origin, size, (from, to, count) -> map.read(from, target, offset + to, count));
    }

    /** Whether no voxel of the box lies outside of the volume. */
    private boolean holds(int[] origin, int[] size) {
        for (int axis = 0; axis < 3; axis++) {
            if (origin[axis] < 0 || origin[axis] + size[axis] > shape.get(axis)) {
                return false;
            }
        }
        return true;
    }

    private void runs(int[] origin, int[] size, Run run) {
        int x0 = Math.max(0, origin[2]);
        int count = Math.min(shape.x(), origin[2] + size[2]) - x0;
        if (count <= 0) {
            return;
        }
        int zEnd = Math.min(shape.z(), origin[0] + size[0]);
        int yEnd = Math.min(shape.y(), origin[1] + size[1]);
        for (int z = Math.max(0, origin[0]); z < zEnd; z++) {
            for (int y = Math.max(0, origin[1]); y < yEnd; y++) {
                run.copy(
                        (z * shape.y() + y) * shape.x() + x0,
                        ((z - origin[0]) * size[1] + y - origin[1]) * size[2] + x0 - origin[2],
                        count);
            }
        }
    }

    private interface Run {
        void copy(int from, int to, int count);
    }
}
