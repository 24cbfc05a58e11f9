package io.nephrite.imaging.resample;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.numpy.HalfPrecision;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is decided many voxels at a time against each voxel weighed alone in double precision. */
class LogitResamplerTest {
    private static final int OUTPUTS = 3;
    private static final float INSIDE = 1.5f * 0x1p-24f;

    @ParameterizedTest
    @CsvSource({
        // logits that tie often in half precision, and such that rarely do; finer, coarser, and with a thick axis
        "0.001, 3, 4, 9, 7, 31, 65, -1",
        "1, 3, 4, 9, 7, 31, 65, -1",
        "30, 3, 4, 9, 7, 31, 65, -1",
        "1, 6, 30, 66, 4, 20, 50, -1",
        "1, 4, 8, 8, 9, 33, 90, 0",
        "1000, 2, 3, 50, 5, 5, 300, -1"
    })
    void decidesRowsAsEachVoxelAlone(double scale, int z, int y, int x, int toZ, int toY, int toX, int thick) {
        ResamplingPlan plan = new ResamplingPlan(
                new Shape3(z, y, x),
                new Shape3(toZ, toY, toX),
                thick < 0 ? OptionalInt.empty() : OptionalInt.of(thick));
        float[] logits = logits(plan.from(), scale);

        byte[] classes = new LogitResampler(plan, 2).classes(logits, OUTPUTS).int8();
        byte[] regions = new LogitResampler(plan, 2).regions(logits, OUTPUTS).int8();

        int voxel = 0;
        for (int k = 0; k < toZ; k++) {
            for (int j = 0; j < toY; j++) {
                for (int i = 0; i < toX; i++, voxel++) {
                    assertThat(classes[voxel])
                            .as("class of %d %d %d", k, j, i)
                            .isEqualTo(strongest(plan, logits, k, j, i));
                    assertThat(regions[voxel]).as("region of %d %d %d", k, j, i).isEqualTo(last(plan, logits, k, j, i));
                }
            }
        }
    }

    /** Half-precision numbers as networks give them; some voxels have equal ones, and the middle is of one class. */
    private static float[] logits(Shape3 shape, double scale) {
        SplittableRandom random = new SplittableRandom(5);
        int voxels = (int) shape.voxels();
        float[] logits = new float[OUTPUTS * voxels];
        for (int i = 0; i < voxels; i++) {
            float shared = HalfPrecision.round((float) (scale * (random.nextDouble() - 0.5)));
            boolean isTied = random.nextInt(4) == 0;
            boolean isClear = i % shape.x() > shape.x() / 3 && i % shape.x() < shape.x() / 2;
            for (int c = 0; c < OUTPUTS; c++) {
                logits[c * voxels + i] = isTied
                        ? shared
                        : HalfPrecision.round(
                                (float) (scale * (random.nextDouble() - 0.5 + (isClear && c == 1 ? 2 : 0))));
            }
        }
        return logits;
    }

    private static byte strongest(ResamplingPlan plan, float[] logits, int k, int j, int i) {
        int best = 0;
        for (int c = 1; c < OUTPUTS; c++) {
            if (HalfPrecision.round(interpolated(plan, logits, c, k, j, i))
                    > HalfPrecision.round(interpolated(plan, logits, best, k, j, i))) {
                best = c;
            }
        }
        return (byte) best;
    }

    private static byte last(ResamplingPlan plan, float[] logits, int k, int j, int i) {
        int last = OUTPUTS;
        while (last > 0 && interpolated(plan, logits, last - 1, k, j, i) < INSIDE) {
            last--;
        }
        return (byte) last;
    }

    private static double interpolated(ResamplingPlan plan, float[] logits, int output, int... to) {
        LinearAxis[] axes = {LinearAxis.of(plan, 0), LinearAxis.of(plan, 1), LinearAxis.of(plan, 2)};
        double sum = 0;
        for (int n = 0; n < 8; n++) {
            int at = output;
            double[] weights = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                int side = (n >> (2 - axis)) & 1;
                at = at * plan.from().get(axis) + axes[axis].index(to[axis], side);
                weights[axis] = axes[axis].weight(to[axis], side);
            }
            double weight = logits[at];
            for (double share : weights) {
                weight *= share;
            }
            sum += weight;
        }
        return sum;
    }
}
