package io.nephrite.learning.predict;

import java.util.function.DoubleConsumer;

/** Gives the logits of a preprocessed image: one network, or several whose answers are averaged. */
public interface LogitPredictor {
    /**
     * @param input on the grid of the preprocessed case
     * @param progress hears the share of the work that is done; what it throws ends the work
     * @return logits (K, Z, Y, X), numbers of half precision
     */
    float[] predict(NetworkInput input, DoubleConsumer progress);
}
