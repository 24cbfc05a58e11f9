package io.nephrite.learning.device;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A GPU as the NVIDIA driver describes it. The driver may say nothing where torch can use the GPU all the same.
 *
 * @param index of the GPU among those that this process sees, from 0
 * @param uuid names the GPU on this machine, whatever its index
 * @param capability compute capability, such as 9.0 of an H200
 * @param memoryBytes in all
 */
public record CudaCard(
        int index,
        Optional<String> name,
        Optional<String> uuid,
        Optional<ComputeCapability> capability,
        OptionalLong memoryBytes) {
    private static final double GIB = 1L << 30;

    /** A GPU that the driver does not describe. */
    public static CudaCard unknown(int index) {
        return new CudaCard(index, Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty());
    }

    String description() {
        String text = name.orElse("a GPU whose name the driver does not say");
        if (capability.isPresent()) {
            text += ", compute capability " + capability.get();
        }
        if (memoryBytes.isPresent()) {
            text += String.format(Locale.ROOT, ", %.1f GiB", memoryBytes.getAsLong() / GIB);
        }
        return text;
    }

    /** Generation of a GPU. */
    public record ComputeCapability(int major, int minor) {
        private static final int FAST_BF16 = 8;

        /** Whether convolutions in bfloat16 are fast: from Ampere on. */
        public boolean hasFastBfloat16() {
            return major >= FAST_BF16;
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }
}
