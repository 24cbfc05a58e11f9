package io.nephrite.imaging.restore;

import io.nephrite.core.dataset.LabelMap;
import java.util.List;

/**
 * The mean of the probabilities that several networks give the same voxels, and what each voxel is by it: the strongest
 * class, the lowest of equal ones; or the last region, in the order of their export, whose mean exceeds one half.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code average_probabilities},
 * {@code LabelManager.convert_probabilities_to_segmentation}: sums in single precision in the order of the members,
 * then one division.
 */
public final class ProbabilityMean {
    private static final float HALF = 0.5f;

    private final float[] sum;
    private final int outputs;
    private final int voxels;
    private int members;

    /**
     * Starts a mean without members.
     *
     * @param outputs classes with background, or regions
     */
    public ProbabilityMean(int outputs, int voxels) {
        this.sum = new float[Math.multiplyExact(outputs, voxels)];
        this.outputs = outputs;
        this.voxels = voxels;
    }

    /** Begins again. */
    void clear() {
        members = 0;
    }

    /**
     * Adds the probabilities of one member.
     *
     * @param probabilities (K, voxels)
     */
    public void add(float[] probabilities) {
        if (probabilities.length != sum.length) {
            throw new IllegalArgumentException(
                    probabilities.length + " probabilities are not " + outputs + " of " + voxels + " voxels");
        }
        if (members == 0) {
            System.arraycopy(probabilities, 0, sum, 0, sum.length);
        } else {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += probabilities[i];
            }
        }
        members++;
    }

    /**
     * Returns the mean of one output in one voxel.
     *
     * @return mean of one output in one voxel
     */
    public float mean(int output, int voxel) {
        return sum[output * voxels + voxel] / members;
    }

    /**
     * Decides the label of a voxel by the mean.
     *
     * @return label of the voxel
     */
    public int label(int voxel, LabelMap labels) {
        return labels.hasRegions() ? lastRegion(voxel, labels.regionsClassOrder()) : strongest(voxel);
    }

    private int strongest(int voxel) {
        int best = 0;
        float highest = mean(0, voxel);
        for (int k = 1; k < outputs; k++) {
            float mean = mean(k, voxel);
            if (mean > highest) {
                highest = mean;
                best = k;
            }
        }
        return best;
    }

    private int lastRegion(int voxel, List<Integer> classOrder) {
        int label = 0;
        for (int r = 0; r < outputs; r++) {
            if (mean(r, voxel) > HALF) {
                label = classOrder.get(r);
            }
        }
        return label;
    }
}
