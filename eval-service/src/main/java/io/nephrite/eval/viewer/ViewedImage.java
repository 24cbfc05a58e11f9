package io.nephrite.eval.viewer;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.eval.viewer.CaseView.NamedWindow;
import io.nephrite.imaging.picture.AnatomicalPlane;
import io.nephrite.imaging.picture.Outline;
import io.nephrite.imaging.picture.PlaneView;
import io.nephrite.imaging.picture.Png;
import io.nephrite.imaging.picture.Window;
import io.nephrite.imaging.read.CaseHeader;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;

/**
 * An image that is looked at, be it of a version or one that was sent to a model.
 *
 * @param files where its voxels are
 * @param header how it lies in space
 */
record ViewedImage(CaseFiles files, CaseHeader header) {
    /** So many voxels are looked at to find the windows of an image. */
    private static final int SAMPLES = 20_000;

    PlaneView plane(AnatomicalPlane plane) {
        return PlaneView.of(plane, header.first().affine());
    }

    /** @throws IllegalArgumentException where there is no such channel */
    RandomAccessibleInterval<FloatType> channel(MappedVolumes volumes, int channel) {
        if (channel < 0 || channel >= header.channels()) {
            throw new IllegalArgumentException(
                    files.caseId() + " has channels 0 to " + (header.channels() - 1) + ", asked for " + channel);
        }
        return volumes.image(files, channel);
    }

    /**
     * @param low intensity that is black
     * @param high intensity that is white
     */
    byte[] grey(MappedVolumes volumes, AnatomicalPlane plane, int index, int channel, double low, double high) {
        return Png.ofGrey(new Window(low, high).grey(plane(plane).slice(channel(volumes, channel), index)));
    }

    /** @param outline whether only the outermost pixels of each area are coloured */
    byte[] colored(
            RandomAccessibleInterval<ShortType> labels,
            AnatomicalPlane plane,
            int index,
            boolean outline,
            IntUnaryOperator colors) {
        RandomAccessibleInterval<ShortType> slice = plane(plane).slice(labels, index);
        return Png.ofLabels(outline ? Outline.of(slice) : slice, colors);
    }

    /** @throws IllegalArgumentException where there is no such voxel or channel */
    double value(MappedVolumes volumes, int channel, int x, int y, int z) {
        RandomAccessibleInterval<FloatType> image = channel(volumes, channel);
        if (x < 0 || y < 0 || z < 0 || x > image.max(0) || y > image.max(1) || z > image.max(2)) {
            throw new IllegalArgumentException("voxels are [0, 0, 0] to " + Arrays.toString(image.maxAsLongArray())
                    + ", asked for " + x + ", " + y + ", " + z);
        }
        return image.getAt(x, y, z).get();
    }

    /** Windows between percentiles of voxels that are spread evenly over the first channel, the widest first. */
    List<NamedWindow> percentiles(MappedVolumes volumes) {
        RandomAccessibleInterval<FloatType> image = channel(volumes, 0);
        long n = Intervals.numElements(image);
        long step = Math.max(1, n / SAMPLES);
        long width = image.dimension(0);
        long height = image.dimension(1);
        double[] sorted = LongStream.iterate(0, i -> i < n, i -> i + step)
                .mapToDouble(i -> image.getAt(i % width, i / width % height, i / width / height)
                        .get())
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return List.of(
                between("whole range", sorted, 0.005, 0.995),
                between("percentiles 2 to 98", sorted, 0.02, 0.98),
                between("percentiles 5 to 95", sorted, 0.05, 0.95));
    }

    private static NamedWindow between(String name, double[] sorted, double lowest, double highest) {
        double low = sorted.length == 0 ? 0 : sorted[(int) (lowest * (sorted.length - 1))];
        double high = sorted.length == 0 ? 1 : sorted[(int) (highest * (sorted.length - 1))];
        return new NamedWindow(name, low, high > low ? high : low + 1);
    }
}
