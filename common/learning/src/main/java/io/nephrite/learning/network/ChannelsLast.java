package io.nephrite.learning.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A convolution's weights (A, B, space) as torch keeps them in its memory format channels_last: the same shape, with axis B
 * as the one that runs fastest in memory.
 *
 * @param stored shape of the weights, values in the order of the memory
 * @param strides of the axes, in values
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once
record ChannelsLast(Tensor stored, long[] strides) {
    /** @param weights in C order */
    ChannelsLast(Tensor weights) {
        this(reordered(weights), strides(weights.shape()));
    }

    private static long[] strides(long... shape) {
        long[] strides = new long[shape.length];
        strides[1] = 1;
        long step = shape[1];
        for (int axis = shape.length - 1; axis > 1; axis--) {
            strides[axis] = step;
            step *= shape[axis];
        }
        strides[0] = step;
        return strides;
    }

    private static Tensor reordered(Tensor weights) {
        long[] shape = weights.shape();
        int outer = Math.toIntExact(shape[0]);
        int channels = Math.toIntExact(shape[1]);
        int space = Math.toIntExact(weights.elements() / Math.max(1, shape[0] * shape[1]));
        ByteBuffer data = ByteBuffer.allocate(weights.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer from = weights.data().asFloatBuffer();
        for (int a = 0; a < outer; a++) {
            for (int place = 0; place < space; place++) {
                for (int b = 0; b < channels; b++) {
                    data.putFloat(from.get((a * channels + b) * space + place));
                }
            }
        }
        return new Tensor(weights.name(), shape, data.flip());
    }
}
