package io.nephrite.learning.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Scale of the loss in half precision, so that small gradients do not vanish. The scale doubles after a number of steps
 * without overflow, and is halved after a step with one, which is left out.
 *
 * <p>Reference: the defaults of torch.amp.GradScaler.
 */
public final class LossScaler {
    /** Steps with overflow in a row after which the scale is below all use: from 2^16 down to 2^-16. */
    private static final double LEAST = 0x1p-16;

    static final double START = 0x1p16;
    static final double GROWTH = 2.0;
    static final double BACK_OFF = 0.5;
    static final int GROWTH_INTERVAL = 2000;

    /** Names in a checkpoint: the scale, and the number of steps since it last changed. */
    static final String SCALE = "scaler.scale";

    static final String CLEAN_STEPS = "scaler.clean_steps";

    private LossScaler() {}

    static boolean isUsed(Precision precision) {
        return precision == Precision.FP16;
    }

    /** Whether the scale is so small that it can no longer be the reason of an overflow. */
    public static boolean isExhausted(double scale) {
        return scale < LEAST;
    }

    /** At the start of a training: two tensors with one number each, or none where the loss is not scaled. */
    static List<Tensor> state(Precision precision) {
        return isUsed(precision) ? List.of(number(SCALE, START), number(CLEAN_STEPS, 0)) : List.of();
    }

    private static Tensor number(String name, double value) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat((float) value).flip();
        return new Tensor(name, new long[] {1}, bytes);
    }
}
