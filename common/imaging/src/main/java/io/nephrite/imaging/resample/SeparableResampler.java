package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.parallel.Parallel;
import java.util.function.IntConsumer;

/**
 * Resamples a volume one axis after another: planes along y and x while they are in the cache, then columns along z.
 * Every voxel crosses the memory bus once per stage. Stateless but for its settings; thread-safe.
 */
final class SeparableResampler {
    /** Planes read at a time: a cache line's worth, for sources whose slices are contiguous along z. */
    private static final int PLANES = 16;
    /** Lanes of the pass along z: 240 rows of 128 doubles are 240 KiB. */
    private static final int Z_LANES = 128;

    private final AxisSampling z;
    private final AxisSampling y;
    private final AxisSampling x;
    private final Clipping clipping;
    private final int threads;

    SeparableResampler(AxisSampling z, AxisSampling y, AxisSampling x, Clipping clipping, int threads) {
        this.z = z;
        this.y = y;
        this.x = x;
        this.clipping = clipping;
        this.threads = threads;
    }

    /**
     * @param target gets outputs of z × y × x voxels from {@code offset} on
     */
    void resample(PlaneSource source, float[] target, int offset) {
        ValueRange range = new ValueRange();
        int plane = y.outputs() * x.outputs();
        if (z.isIdentity() || z.taps() == 1) {
            planes(source, target, offset, true, range);
            if (clipping == Clipping.VOLUME) {
                clamp(target, offset, z.outputs() * plane, range);
            }
        } else {
            float[] middle = new float[Math.multiplyExact(z.inputs(), plane)];
            planes(source, middle, 0, false, range);
            columns(middle, target, offset, plane, range);
        }
    }

    /** Along y and x; with {@code placed}, each plane goes to all results along z that are nearest to it. */
    private void planes(PlaneSource source, float[] target, int offset, boolean placed, ValueRange range) {
        Shape3 shape = source.shape();
        int groups = (shape.z() + PLANES - 1) / PLANES;
        Parallel.forEach(threads, groups, () -> {
            float[] read = new float[Math.min(PLANES, shape.z()) * shape.y() * shape.x()];
            PlaneResampler resampler = new PlaneResampler(y, x);
            return (IntConsumer) group -> {
                int first = group * PLANES;
                int count = Math.min(PLANES, shape.z() - first);
                source.read(first, count, read);
                planes(read, first, count, resampler, target, offset, placed, range);
            };
        });
    }

    private void planes(
            float[] read,
            int first,
            int count,
            PlaneResampler resampler,
            float[] target,
            int offset,
            boolean placed,
            ValueRange range) {
        int sourcePlane = y.inputs() * x.inputs();
        int plane = y.outputs() * x.outputs();
        if (clipping == Clipping.VOLUME) {
            range.add(ValueRange.of(read, 0, count * sourcePlane));
        }
        for (int i = 0; i < count; i++) {
            int from = placed ? firstResultOf(first + i) : first + i;
            int to = placed ? firstResultOf(first + i + 1) : first + i + 1;
            if (from == to) {
                continue;
            }
            float low = Float.NEGATIVE_INFINITY;
            float high = Float.POSITIVE_INFINITY;
            if (clipping == Clipping.PLANE) {
                ValueRange own = ValueRange.of(read, i * sourcePlane, sourcePlane);
                low = own.low();
                high = own.high();
            }
            resampler.resample(read, i * sourcePlane, target, offset + from * plane, low, high);
            for (int j = from + 1; j < to; j++) {
                System.arraycopy(target, offset + from * plane, target, offset + j * plane, plane);
            }
        }
    }

    /** First result along z whose nearest source plane is {@code source} or a later one. */
    private int firstResultOf(int source) {
        if (z.isIdentity()) {
            return source;
        }
        int low = 0;
        int high = z.outputs();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (z.first(middle) < source) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void columns(float[] middle, float[] target, int offset, int plane, ValueRange range) {
        boolean clip = clipping == Clipping.VOLUME;
        float low = clip ? range.low() : Float.NEGATIVE_INFINITY;
        float high = clip ? range.high() : Float.POSITIVE_INFINITY;
        int chunks = (plane + Z_LANES - 1) / Z_LANES;
        Parallel.forEach(threads, chunks, () -> {
            LineTile tile = new LineTile(z, Z_LANES);
            double[] row = new double[Z_LANES];
            return (IntConsumer) chunk -> {
                int at = chunk * Z_LANES;
                int count = Math.min(Z_LANES, plane - at);
                for (int i = 0; i < z.inputs(); i++) {
                    PlaneResampler.widen(middle, i * plane + at, tile.samples(), i * Z_LANES, count);
                }
                tile.prepare();
                for (int j = 0; j < z.outputs(); j++) {
                    tile.evaluate(j, row, 0, count);
                    PlaneResampler.store(row, 0, target, offset + j * plane + at, count, low, high);
                }
            };
        });
    }

    private void clamp(float[] values, int offset, int count, ValueRange range) {
        int piece = 1 << 16;
        float low = range.low();
        float high = range.high();
        Parallel.forEach(threads, (count + piece - 1) / piece, p -> {
            int to = offset + Math.min(count, (p + 1) * piece);
            for (int i = offset + p * piece; i < to; i++) {
                float v = values[i];
                values[i] = v < low ? low : v > high ? high : v;
            }
        });
    }
}
