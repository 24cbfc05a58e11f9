package io.nephrite.core.plans;

import io.nephrite.core.json.JsonCursor;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How many values one buffer of float32 holds: what goes to and from the network's library must fit. */
public final class BufferLimit {
    /** Values: 2 GiB of float32. */
    public static final int VALUES = Integer.MAX_VALUE / Float.BYTES;

    public static final String SAID = String.format(Locale.ROOT, "one buffer holds at most %,d (2 GiB)", VALUES);

    private BufferLimit() {}

    /** Exact. */
    public static BigInteger product(int... values) {
        return Arrays.stream(values).mapToObj(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);
    }

    /**
     * @param batchSize absent where it is not known yet
     * @throws io.nephrite.core.failure.PipelineException where the samples of a batch cannot fit, whatever else the
     *     plans say
     */
    static void require(JsonCursor place, int[] patch, Optional<Integer> batchSize) {
        BigInteger voxels = product(patch).multiply(BigInteger.valueOf(batchSize.orElse(1)));
        if (voxels.compareTo(BigInteger.valueOf(VALUES)) > 0) {
            throw place.expected(String.format(
                    Locale.ROOT,
                    "a patch of which a batch fits: this one has %,d voxels%s, and %s",
                    voxels,
                    batchSize.map(batch -> " with batch size " + batch).orElse(""),
                    SAID));
        }
    }
}
