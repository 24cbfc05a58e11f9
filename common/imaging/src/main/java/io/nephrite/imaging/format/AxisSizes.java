package io.nephrite.imaging.format;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.geometry.Shape3;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How many voxels an image has along each of its two to four axes, as a text header states them: x, y, z, and a fourth
 * axis of channels.
 */
public final class AxisSizes {
    private static final String WHOLE = "\\d{1,18}";

    private final int[] sizes;

    private AxisSizes(int[] sizes) {
        this.sizes = sizes;
    }

    /**
     * Reads the lengths of an image's axes.
     *
     * @param axes how many there are, as the header spells it
     * @param words the sizes, as the header spells them, x first
     * @param seen both fields for messages, such as {@code sizes: 4 5 6}
     * @param faults get what is wrong; then there are no sizes
     */
    public static Optional<AxisSizes> of(String axes, List<String> words, String seen, List<Fault> faults) {
        boolean sound = axes.matches("[234]")
                && words.size() == Integer.parseInt(axes)
                && words.stream().allMatch(w -> w.matches(WHOLE) && Long.parseLong(w) > 0);
        if (!sound) {
            faults.add(Fault.of(
                            FaultCode.DIMENSIONS_IMPOSSIBLE,
                            seen,
                            "two to four axes, the fourth for channels, each with a size of at least 1")
                    .mendedBy("write the image with x, y and z, and one file for each channel"));
            return Optional.empty();
        }
        double voxels = words.stream().mapToDouble(Double::parseDouble).reduce(1, (a, b) -> a * b);
        if (voxels > VoxelLayout.MOST_VOXELS) {
            faults.add(Fault.of(FaultCode.VOLUME_TOO_LARGE, seen, "at most " + VoxelLayout.MOST_VOXELS + " voxels"));
            return Optional.empty();
        }
        return Optional.of(
                new AxisSizes(words.stream().mapToInt(Integer::parseInt).toArray()));
    }

    /** How many axes there are, 2 to 4. */
    public int axes() {
        return sizes.length;
    }

    /** Array frame; an image of two axes has one slice. */
    public Shape3 shape() {
        return new Shape3(sizes.length == 2 ? 1 : sizes[2], sizes[1], sizes[0]);
    }

    public int channels() {
        return sizes.length == 4 ? sizes[3] : 1;
    }

    /** The sizes, x first, such as {@code [4, 5, 6]}. */
    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
