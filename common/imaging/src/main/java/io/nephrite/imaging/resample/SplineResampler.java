package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.BoundingBox;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.parallel.Parallel;

/**
 * Resamples intensities as nnU-Net does: cubic spline (or linear, or nearest) on the extended edge, clipped to the
 * range of the input; with a thick axis slice by slice, and nearest along that axis. Computes in double precision and
 * rounds to float32 once per stage.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code resample_data_or_seg}, scikit-image {@code resize}; greatest difference 2e-5 at a
 * standard deviation of 100.
 */
public final class SplineResampler {
    private final ResamplingPlan plan;
    private final int order;
    private final int orderZ;
    private final int threads;

    /**
     * Makes a resampler for a plan.
     *
     * @param order 0, 1 or 3
     * @param orderZ along a thick axis
     */
    public SplineResampler(ResamplingPlan plan, int order, int orderZ, int threads) {
        this.plan = plan;
        this.order = order;
        this.orderZ = orderZ;
        this.threads = threads;
    }

    /**
     * Resamples a volume.
     *
     * @param target gets the result from {@code offset} on, in C order
     */
    public void resample(PlaneSource source, float[] target, int offset) {
        if (!source.shape().equals(plan.from())) {
            throw new IllegalArgumentException("plan is for " + plan.from() + ", found " + source.shape());
        }
        int thick = plan.separateAxis().orElse(0);
        if (thick == 0 || plan.isIdentity()) {
            resample(source, plan.from(), plan.to(), target, offset);
        } else {
            resampleTurned(source, thick, target, offset);
        }
    }

    /** With the thick axis first. */
    private void resample(PlaneSource source, Shape3 from, Shape3 to, float[] target, int offset) {
        boolean separate = plan.separateAxis().isPresent();
        // Equal shapes are left alone as a whole, so that not even rounding touches them.
        boolean unchanged = plan.isIdentity();
        new SeparableResampler(
                        AxisSampling.nnunet(from.z(), to.z(), unchanged ? 0 : separate ? orderZ : order),
                        AxisSampling.nnunet(from.y(), to.y(), unchanged ? 0 : order),
                        AxisSampling.nnunet(from.x(), to.x(), unchanged ? 0 : order),
                        unchanged ? Clipping.NONE : separate ? Clipping.PLANE : Clipping.VOLUME,
                        threads)
                .resample(source, target, offset);
    }

    /** Rare: the plan frame has the thickest axis of most cases first. Costs two more copies. */
    private void resampleTurned(PlaneSource source, int thick, float[] target, int offset) {
        AxisOrder turn = thick == 1 ? AxisOrder.of(1, 0, 2) : AxisOrder.of(2, 0, 1);
        Shape3 from = plan.from();
        float[] whole = new float[Math.toIntExact(from.voxels())];
        source.read(0, from.z(), whole);
        float[] turned = turned(whole, 0, from, turn);
        Shape3 turnedTo = turn.apply(plan.to());
        float[] result = new float[Math.toIntExact(turnedTo.voxels())];
        resample(PlaneSource.of(turned, 0, turn.apply(from)), turn.apply(from), turnedTo, result, 0);
        float[] back = turned(result, 0, turnedTo, turn.inverse());
        System.arraycopy(back, 0, target, offset, back.length);
    }

    private float[] turned(float[] source, int offset, Shape3 shape, AxisOrder order) {
        Shape3 to = order.apply(shape);
        float[] target = new float[Math.toIntExact(to.voxels())];
        int plane = to.y() * to.x();
        Parallel.forEach(threads, to.z(), () -> {
            float[] one = new float[plane];
            return z -> {
                Transposition.planes(source, offset, shape, BoundingBox.whole(shape), order, z, 1, one);
                System.arraycopy(one, 0, target, z * plane, plane);
            };
        });
        return target;
    }
}
