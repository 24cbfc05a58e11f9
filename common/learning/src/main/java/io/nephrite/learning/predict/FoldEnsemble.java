package io.nephrite.learning.predict;

import io.nephrite.core.numpy.HalfPrecision;
import io.nephrite.imaging.resample.PlaneRange;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Several trainings of one configuration that predict together: the mean of their logits. Use it on the thread that
 * opened the members.
 *
 * <p>Reference: nnUNetPredictor.predict_logits_from_preprocessed_data: the members' logits are added one after the
 * other in half precision, then divided by their number.
 */
public final class FoldEnsemble implements LogitPredictor {
    private final List<LogitPredictor> members;

    /**
     * Makes an ensemble of folds.
     *
     * @param members in the order in which they are added; not closed here
     */
    public FoldEnsemble(List<? extends LogitPredictor> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an ensemble needs a member");
        }
        this.members = List.copyOf(members);
    }

    @Override
    public float[] predict(NetworkInput input, PlaneRange planes, DoubleConsumer progress) {
        int count = members.size();
        float[] sum = members.get(0).predict(input, planes, done -> progress.accept(done / count));
        for (int m = 1; m < count; m++) {
            int before = m;
            add(members.get(m).predict(input, planes, done -> progress.accept((before + done) / count)), sum);
        }
        if (count > 1) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] = HalfPrecision.round(sum[i] / count);
            }
        }
        return sum;
    }

    private static void add(float[] logits, float... sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] = HalfPrecision.round(sum[i] + logits[i]);
        }
    }
}
