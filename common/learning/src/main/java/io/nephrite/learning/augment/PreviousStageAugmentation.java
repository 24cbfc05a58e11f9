package io.nephrite.learning.augment;

import io.nephrite.core.random.SampleRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Augments the labels of the previous stage of a cascade, so that the network does not learn to rely on them: labels
 * grow, shrink, lose their holes or their thin parts, and small parts of them go. Works on one-hot channels, one for
 * each foreground label, that lie one behind the other.
 *
 * <p>Reference: nnUNetTrainer.get_training_transforms with {@code is_cascaded}; batchgeneratorsv2 0.3.6 {@code
 * ApplyRandomBinaryOperatorTransform}, {@code RemoveRandomConnectedComponentFromOneHotEncodingTransform}.
 */
public final class PreviousStageAugmentation {
    private static final double P_OPERATOR = 0.4;
    private static final double P_REMOVAL = 0.2;
    private static final double P_PER_LABEL = 0.5;
    private static final double LARGEST_RADIUS = 8;
    /** Parts of less than this share of the patch may go. */
    private static final double LARGEST_REMOVED = 0.15;

    private final int[] shape;
    private final boolean twoDimensional;
    private final int voxels;

    /**
     * Makes the augmentation for patches of one shape.
     *
     * @param shape of the patch (z, y, x)
     * @param twoDimensional the first axis has one voxel: disks in place of balls
     */
    public PreviousStageAugmentation(int[] shape, boolean twoDimensional) {
        this.shape = shape.clone();
        this.twoDimensional = twoDimensional;
        this.voxels = shape[0] * shape[1] * shape[2];
    }

    /**
     * Draws and does both, in place.
     *
     * @param oneHot values 0 and 1
     * @param offset of the first channel
     * @param labels number of channels
     */
    public void apply(float[] oneHot, int offset, int labels, SampleRandom random) {
        if (random.chance(P_OPERATOR)) {
            List<Integer> chosen = chosen(labels, random);
            BinaryOperator[] operators = new BinaryOperator[chosen.size()];
            for (int i = 0; i < operators.length; i++) {
                operators[i] = BinaryOperator.drawn(random);
            }
            for (int i = 0; i < operators.length; i++) {
                operate(oneHot, offset, labels, chosen.get(i), operators[i], random.uniform(1, LARGEST_RADIUS));
            }
        }
        if (random.chance(P_REMOVAL)) {
            for (int label : chosen(labels, random)) {
                MaskComponents components = new MaskComponents(oneHot, offset + label * voxels, shape);
                List<MaskComponents.Component> small = removable(components);
                if (!small.isEmpty()) {
                    components.remove(small.get(random.below(small.size())));
                }
            }
        }
    }

    /** Channels in random order, each with a chance of one half. */
    private static List<Integer> chosen(int labels, SampleRandom random) {
        int[] order = new int[labels];
        for (int i = 0; i < labels; i++) {
            int j = random.below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        List<Integer> chosen = new ArrayList<>();
        for (int label : order) {
            if (random.chance(P_PER_LABEL)) {
                chosen.add(label);
            }
        }
        return chosen;
    }

    /** What the operator adds to a label goes from the others; what it takes away goes to nobody. */
    void operate(float[] oneHot, int offset, int labels, int label, BinaryOperator operator, double radius) {
        int from = offset + label * voxels;
        byte[] before = new byte[voxels];
        for (int i = 0; i < voxels; i++) {
            before[i] = (byte) (oneHot[from + i] == 0 ? 0 : 1);
        }
        StructuringElement element = twoDimensional ? StructuringElement.disk(radius) : StructuringElement.ball(radius);
        byte[] after = operator.apply(before, shape, element);
        for (int i = 0; i < voxels; i++) {
            if (after[i] > before[i]) {
                for (int other = 0; other < labels; other++) {
                    oneHot[offset + other * voxels + i] = 0;
                }
            }
            oneHot[from + i] = after[i];
        }
    }

    List<MaskComponents.Component> removable(MaskComponents components) {
        return components.find().stream()
                .filter(c -> c.voxels() < LARGEST_REMOVED * voxels)
                .toList();
    }
}
