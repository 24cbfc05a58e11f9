package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.parallel.Parallel;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Linear resampling of something that is constant nearly everywhere, such as labels: where the neighbours of a voxel
 * are equal it is their value, and only the rest is weighed. Rows of one value are copied whole.
 */
final class UniformRegions {
    private final Shape3 from;
    private final Shape3 to;
    private final LinearAxis z;
    private final LinearAxis y;
    private final LinearAxis x;
    private final int lowest;
    private final int threads;

    /** Decides a voxel of the result whose neighbours differ; used by one thread. */
    interface Decision {
        byte decide(int z, int y, int x);
    }

    /** @param lowest smaller values are weighed even where all neighbours have them */
    UniformRegions(ResamplingPlan plan, LinearAxis z, LinearAxis y, LinearAxis x, int lowest, int threads) {
        this.from = plan.from();
        this.to = plan.to();
        this.z = z;
        this.y = y;
        this.x = x;
        this.lowest = lowest;
        this.threads = threads;
    }

    byte[] resample(byte[] source, Supplier<? extends Decision> decisionPerThread) {
        boolean[] uniform = uniformRows(source);
        byte[] target = new byte[Math.toIntExact(to.voxels())];
        Parallel.forEach(threads, to.z(), () -> {
            byte[] mixed = new byte[from.x()];
            Decision decision = decisionPerThread.get();
            return (IntConsumer) k -> {
                for (int j = 0; j < to.y(); j++) {
                    row(source, uniform, k, j, mixed, decision, target);
                }
            };
        });
        return target;
    }

    private boolean[] uniformRows(byte[] source) {
        int width = from.x();
        boolean[] uniform = new boolean[from.z() * from.y()];
        Parallel.forEach(threads, from.z(), k -> {
            for (int j = 0; j < from.y(); j++) {
                int row = k * from.y() + j;
                int at = row * width;
                uniform[row] = Arrays.mismatch(source, at, at + width - 1, source, at + 1, at + width) < 0;
            }
        });
        return uniform;
    }

    private void row(byte[] source, boolean[] uniform, int k, int j, byte[] mixed, Decision decision, byte[] target) {
        int width = from.x();
        int r00 = z.lower(k) * from.y() + y.lower(j);
        int r01 = z.lower(k) * from.y() + y.upper(j);
        int r10 = z.upper(k) * from.y() + y.lower(j);
        int r11 = z.upper(k) * from.y() + y.upper(j);
        int a = r00 * width;
        int b = r01 * width;
        int c = r10 * width;
        int d = r11 * width;
        int out = (k * to.y() + j) * to.x();
        boolean uniformRows = uniform[r00] && uniform[r01] && uniform[r10] && uniform[r11] && source[a] >= lowest;
        if (uniformRows && source[a] == source[b] && source[a] == source[c] && source[a] == source[d]) {
            Arrays.fill(target, out, out + to.x(), source[a]);
            return;
        }
        for (int i = 0; i < width; i++) {
            mixed[i] = (byte) ((source[a + i] ^ source[b + i])
                    | (source[a + i] ^ source[c + i])
                    | (source[a + i] ^ source[d + i]));
        }
        for (int i = 0; i < to.x(); i++) {
            int lower = x.lower(i);
            int upper = x.upper(i);
            byte value = source[a + lower];
            boolean same = (mixed[lower] | mixed[upper]) == 0 && value == source[a + upper] && value >= lowest;
            target[out + i] = same ? value : decision.decide(k, j, i);
        }
    }
}
