package io.nephrite.bench;

import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.LabelRule;
import io.nephrite.imaging.preprocess.NonzeroCropper;
import io.nephrite.imaging.resample.ItkResampler;
import io.nephrite.imaging.resample.LabelResampler;
import io.nephrite.imaging.resample.LogitResampler;
import io.nephrite.imaging.resample.PlaneSource;
import io.nephrite.imaging.resample.ResamplingPlan;
import io.nephrite.imaging.resample.SplineResampler;
import io.nephrite.imaging.resample.Transposition;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.VoxelType;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The kernels of preprocessing on a volume that no cache holds, by JMH. {@link #copy} is the machine's own speed: the
 * others are judged by the time that a copy of the bytes which they must read and write would take.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx1500m", "-XX:+UseSerialGC"})
public class PreprocessKernels {
    static final Shape3 SHAPE = new Shape3(128, 320, 320);
    static final int CLASSES = 3;

    private static final Spacing SPACING = new Spacing(1, 0.8, 0.8);
    private static final Spacing TARGET = new Spacing(1.6, 0.94, 0.94);
    private static final Spacing RECIPE = new Spacing(3.22, 1.62, 1.62);
    /** KiTS19's: the slowest axis of the result is the fastest of the file. */
    private static final AxisOrder TRANSPOSE = AxisOrder.of(2, 0, 1);

    /** Threads granted to each kernel. */
    @Param("2")
    public int threads;

    private ImageVolume image;
    private LabelArray labels;
    private float[] logits;
    private float[] result;
    private ResamplingPlan shrinking;
    private ResamplingPlan growing;

    /** Where the kernels lead to from {@link #SHAPE}. */
    static Shape3 shrunk() {
        return ResamplingPlan.newShape(SHAPE, SPACING, TARGET);
    }

    static Shape3 recipe() {
        return new ItkResampler(SHAPE, SPACING, RECIPE, 1).newShape();
    }

    /** A noisy image with two balls of labels, and logits that say the same. */
    @Setup
    public void make() {
        int n = Math.toIntExact(SHAPE.voxels());
        Shape3 small = shrunk();
        shrinking = ResamplingPlan.of(SHAPE, small, SPACING, TARGET, Optional.empty());
        growing = ResamplingPlan.of(small, SHAPE, TARGET, SPACING, Optional.empty());
        SplittableRandom random = new SplittableRandom(1);
        float[] voxels = new float[n];
        for (int i = 0; i < n; i++) {
            voxels[i] = random.nextInt(-1000, 1000);
        }
        image = new ImageVolume(voxels, 1, SHAPE, SPACING);
        labels = LabelArray.of(balls(SHAPE));
        byte[] coarse = balls(small);
        logits = new float[CLASSES * coarse.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = coarse[i % coarse.length] == i / coarse.length ? 4 : -4;
        }
        result = new float[n];
    }

    private static byte[] balls(Shape3 shape) {
        byte[] labels = new byte[Math.toIntExact(shape.voxels())];
        int at = 0;
        for (int z = 0; z < shape.z(); z++) {
            for (int y = 0; y < shape.y(); y++) {
                for (int x = 0; x < shape.x(); x++) {
                    double dz = 2.0 * z / shape.z() - 1;
                    double dy = 2.0 * y / shape.y() - 1;
                    double dx = Math.abs(2.0 * x / shape.x() - 1) - 0.5;
                    double square = dz * dz + dy * dy + dx * dx;
                    labels[at++] = (byte) (square < 0.01 ? 2 : square < 0.06 ? 1 : 0);
                }
            }
        }
        return labels;
    }

    @Benchmark
    public float[] copy() {
        System.arraycopy(image.voxels(), 0, result, 0, result.length);
        return result;
    }

    @Benchmark
    public float[] transpose() {
        BoundingBox whole = BoundingBox.whole(SHAPE);
        Transposition.planes(image.voxels(), 0, SHAPE, whole, TRANSPOSE, 0, SHAPE.x(), result);
        return result;
    }

    @Benchmark
    public Object crop() {
        return NonzeroCropper.crop(image, threads);
    }

    @Benchmark
    public float[] splineOrder3() {
        new SplineResampler(shrinking, 3, 0, threads).resample(PlaneSource.of(image.voxels(), 0, SHAPE), result, 0);
        return result;
    }

    @Benchmark
    public LabelArray labelOrder1() {
        return new LabelResampler(shrinking, LabelRule.HIGHEST_SCORE, threads).resample(labels);
    }

    @Benchmark
    public float[] itkBspline() {
        new ItkResampler(SHAPE, SPACING, RECIPE, threads)
                .resample(image.voxels(), 0, 3, VoxelType.INT16, -1024, result, 0);
        return result;
    }

    @Benchmark
    public LabelArray exportedClasses() {
        return new LogitResampler(growing, threads).classes(logits, CLASSES);
    }
}
