package io.nephrite.learning.predict;

import io.nephrite.imaging.resample.PlaneRange;
import java.util.function.DoubleConsumer;

/** Gives the logits of a preprocessed image: one network, or several whose answers are averaged. */
@FunctionalInterface
public interface LogitPredictor {
    /**
     * The logits of some planes; the same numbers as all planes together would have.
     *
     * @param input on the grid of the preprocessed case
     * @param planes of that grid, plan frame
     * @param progress hears the share of the work that is done; what it throws ends the work
     * @return logits (K, planes, Y, X), numbers of half precision
     */
    float[] predict(NetworkInput input, PlaneRange planes, DoubleConsumer progress);

    /**
     * The logits of the whole image.
     *
     * @return logits (K, Z, Y, X), numbers of half precision
     */
    default float[] predict(NetworkInput input, DoubleConsumer progress) {
        return predict(input, PlaneRange.all(input.shape()), progress);
    }
}
