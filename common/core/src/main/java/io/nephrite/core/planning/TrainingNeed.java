package io.nephrite.core.planning;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.plans.ArchitecturePlan;
import io.nephrite.core.plans.BufferLimit;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.core.plans.Plans;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Compares the memory that a training needs with what any machine has: plans beyond that cannot be run anywhere, so
 * they are refused before anything is computed for them. All products are exact.
 */
public final class TrainingNeed {
    /**
     * Memory that no machine offers to one training, bytes: 2 TiB. Of today's GPUs the largest have a seventh of it; a
     * process on CPUs would need weeks per epoch.
     */
    public static final long LARGEST_MACHINE_BYTES = 2L << 40;

    /** Values of one array of Java. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};

    private TrainingNeed() {}

    /**
     * Refuses plans that hold a configuration which cannot run.
     *
     * @param channels of the image
     * @param outputs of the network
     * @param foreground labels, each of which is a channel of its own where a previous stage is read
     * @throws PipelineException INVALID_PLANS that names the place, the need and the bound
     */
    public static void requirePossible(Plans plans, int channels, int outputs, int foreground) {
        plans.configurationNames()
                .forEach(name -> requirePossible(plans.configuration(name), channels, outputs, foreground));
    }

    /** As {@link #requirePossible(Plans, int, int, int)}, of one configuration and the labels of a dataset. */
    public static void requirePossible(ConfigurationPlan plan, int channels, LabelMap labels) {
        requirePossible(plan, channels, labels.outputs(), labels.foreground().size());
    }

    /** As {@link #requirePossible(Plans, int, int, int)}, of one configuration. */
    public static void requirePossible(ConfigurationPlan plan, int channels, int outputs, int foreground) {
        String place = "plans /configurations/" + plan.name();
        int[] patch = plan.patchSize();
        int inputs = inputs(plan, channels, foreground);
        String batch = "patch " + text(patch) + " with batch size " + plan.batchSize();
        require(
                BufferLimit.product(patch)
                        .multiply(BigInteger.valueOf(plan.batchSize()))
                        .multiply(BigInteger.valueOf(inputs)),
                place + "/patch_size: " + batch + " and " + inputs + (inputs == 1 ? " channel" : " channels"),
                "image values in a batch",
                BufferLimit.VALUES,
                "make patch_size or batch_size smaller");
        require(
                BufferLimit.product(PatchGeometry.of(plan).initial()),
                place + "/patch_size: " + batch + ", with what augmentation cuts out beyond the patch",
                "voxels to cut out",
                LARGEST_ARRAY,
                "make patch_size smaller, or its axes less unequal");
        NetworkSize size = NetworkSize.of(plan.architecture(), inputs, outputs, patch);
        require(
                size.largestTensor(),
                place + "/architecture: features " + features(plan.architecture()),
                "weights in one convolution",
                BufferLimit.VALUES,
                "make features_per_stage or kernel_sizes smaller");
        BigInteger bytes = size.trainingBytes(plan.batchSize());
        if (bytes.compareTo(BigInteger.valueOf(LARGEST_MACHINE_BYTES)) > 0) {
            throw new PipelineException(
                    FailureCode.INVALID_PLANS,
                    place + ": " + batch + " and features " + features(plan.architecture()) + " needs " + text(bytes)
                            + " of memory in float32" + overflow(bytes) + ", and no machine has more than "
                            + text(BigInteger.valueOf(LARGEST_MACHINE_BYTES))
                            + "; make patch_size, batch_size or features_per_stage smaller");
        }
    }

    /**
     * Channels of the image and, in a cascade, one for each label of the prediction before, also where regions are
     * trained.
     */
    static int inputs(ConfigurationPlan plan, int channels, int foreground) {
        return plan.previousStage().isPresent() ? channels + foreground : channels;
    }

    private static void require(BigInteger values, String place, String what, int most, String mend) {
        if (values.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new PipelineException(
                    FailureCode.INVALID_PLANS,
                    place + " makes " + String.format(Locale.ROOT, "%,d", values) + " " + what + ", "
                            + text(values.shiftLeft(2)) + " in float32" + overflow(values)
                            + String.format(Locale.ROOT, "; at most %,d fit; ", most) + mend);
        }
    }

    /** What a program that does not look would trip over. */
    private static String overflow(BigInteger values) {
        return values.bitLength() > Long.SIZE - 1
                ? " (the product overflows 64 bits)"
                : values.bitLength() > Integer.SIZE - 1 ? " (the product overflows 32 bits)" : "";
    }

    private static String text(int[] patch) {
        return Arrays.stream(patch).mapToObj(Integer::toString).collect(Collectors.joining(" x "));
    }

    private static String features(ArchitecturePlan network) {
        return Arrays.toString(network.featuresPerStage());
    }

    static String text(BigInteger bytes) {
        int unit = Math.min(UNITS.length - 1, Math.max(0, bytes.bitLength() - 1) / 10);
        return unit == 0
                ? bytes + " bytes"
                : String.format(Locale.ROOT, "%,.1f %s", bytes.doubleValue() / Math.pow(2, 10.0 * unit), UNITS[unit]);
    }
}
