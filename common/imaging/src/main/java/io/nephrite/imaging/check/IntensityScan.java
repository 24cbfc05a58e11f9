package io.nephrite.imaging.check;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.VoxelDecoder;
import io.nephrite.imaging.format.VoxelLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Looks at the voxels of an image as they come by: finite, not constant, plausible. */
final class IntensityScan implements VoxelScan {
    private static final double LOWEST_HU = -2048;
    private static final double HIGHEST_HU = 8191;
    private static final String CT = "ct";

    private final VoxelLayout layout;
    private final List<String> channelNames;
    private final boolean several;
    private final long perChannel;
    private final double[] lowest;
    private final double[] highest;
    private final VoxelDecoder decoder;
    private final int[][] ranges;
    private double[] values = new double[0];
    private long seen;
    private long notFinite;
    private long firstNotFinite = -1;

    /**
     * @param channelNames one per volume of the file
     * @param several whether the case has more than one channel, of which it may lack one
     */
    IntensityScan(VoxelLayout layout, List<String> channelNames, boolean several) {
        this.layout = layout;
        this.several = several;
        this.decoder = new VoxelDecoder(layout);
        this.channelNames = channelNames;
        perChannel = layout.shape().voxels();
        lowest = new double[channelNames.size()];
        highest = new double[channelNames.size()];
        ranges = new int[channelNames.size()][];
        Arrays.setAll(ranges, c -> new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE});
        Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        Arrays.fill(highest, Double.NEGATIVE_INFINITY);
    }

    @Override
    public void accept(byte[] bytes, int voxels) {
        boolean fast = decoder.hasFastRange();
        if (!fast) {
            values = values.length >= voxels ? values : new double[voxels];
            decoder.decode(bytes, voxels, values);
        }
        int at = 0;
        while (at < voxels) {
            int channel = (int) (seen / perChannel);
            int end = (int) Math.min(voxels, at + (channel + 1) * perChannel - seen);
            if (fast) {
                decoder.range(bytes, at, end, ranges[channel]);
                lowest[channel] = ranges[channel][0];
                highest[channel] = ranges[channel][1];
            } else {
                scan(at, end, channel);
            }
            seen += end - at;
            at = end;
        }
    }

    private void scan(int from, int to, int channel) {
        double low = lowest[channel];
        double high = highest[channel];
        for (int i = from; i < to; i++) {
            double v = values[i];
            // phrased so that NaN is caught too; what float32 cannot hold would become infinite later
            if (!(Math.abs(scaled(v)) <= Float.MAX_VALUE)) {
                if (notFinite++ == 0) {
                    firstNotFinite = seen + i - from;
                }
            } else {
                low = v < low ? v : low;
                high = v > high ? v : high;
            }
        }
        lowest[channel] = low;
        highest[channel] = high;
    }

    @Override
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        if (notFinite > 0) {
            faults.add(Fault.of(
                    FaultCode.VOXELS_NOT_FINITE,
                    notFinite + " of " + layout.voxels() + " voxels NaN or infinite, the first at "
                            + place(firstNotFinite),
                    "finite intensities"));
        }
        for (int c = 0; c < lowest.length; c++) {
            double low = scaled(lowest[c]);
            double high = scaled(highest[c]);
            if (lowest[c] <= highest[c] && !(Math.max(Math.abs(low), Math.abs(high)) <= Float.MAX_VALUE)) {
                faults.add(Fault.of(
                        FaultCode.VOXELS_NOT_FINITE,
                        "intensities from " + low + " to " + high,
                        "finite intensities that float32 can hold"));
            } else if (lowest[c] == highest[c]) {
                faults.add(Fault.of(
                        several && low == 0 ? FaultCode.CHANNEL_EMPTY : FaultCode.IMAGE_CONSTANT,
                        "every voxel is " + low + (lowest.length > 1 ? " in channel " + c : ""),
                        "intensities that differ"));
            } else if (lowest[c] < highest[c]
                    && channelNames.get(c).toLowerCase(Locale.ROOT).equals(CT)) {
                double least = Math.min(low, high);
                double most = Math.max(low, high);
                if (least < LOWEST_HU || most > HIGHEST_HU || least >= 0) {
                    faults.add(Fault.of(
                            FaultCode.CT_RANGE_IMPLAUSIBLE,
                            "intensities from " + least + " to " + most,
                            "Hounsfield units: some below 0 (fat, air), none below " + LOWEST_HU + " or above "
                                    + HIGHEST_HU));
                }
            }
        }
        return faults;
    }

    Optional<Double> lowestIntensity() {
        return extreme(true);
    }

    Optional<Double> highestIntensity() {
        return extreme(false);
    }

    private Optional<Double> extreme(boolean low) {
        Optional<Double> result = Optional.empty();
        for (int c = 0; c < lowest.length; c++) {
            if (lowest[c] <= highest[c]) {
                double a = scaled(lowest[c]);
                double b = scaled(highest[c]);
                double v = low ? Math.min(a, b) : Math.max(a, b);
                result = Optional.of(
                        result.map(r -> low ? Math.min(r, v) : Math.max(r, v)).orElse(v));
            }
        }
        return result;
    }

    private double scaled(double stored) {
        return stored * layout.slope() + layout.inter();
    }

    private String place(long index) {
        return VoxelScan.place(layout.shape(), index % perChannel)
                + (lowest.length > 1 ? " of channel " + index / perChannel : "");
    }
}
