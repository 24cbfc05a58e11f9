package io.nephrite.imaging.restore;

import io.nephrite.imaging.volume.LabelArray;

/** What voxels are by their probabilities; arrays are (K, voxels). */
final class ClassProbabilities {
    private static final float HALF = 0.5f;

    private ClassProbabilities() {}

    /** The most probable class of each voxel, the lowest of equally probable ones. */
    static LabelArray classes(float[] probabilities, int outputs, int voxels) {
        LabelArray classes = LabelArray.allocate(voxels, outputs - 1);
        for (int i = 0; i < voxels; i++) {
            int best = 0;
            for (int k = 1; k < outputs; k++) {
                if (probabilities[k * voxels + i] > probabilities[best * voxels + i]) {
                    best = k;
                }
            }
            classes.set(i, best);
        }
        return classes;
    }

    /** Number, from 1, of the last region whose probability is above one half; 0 where none is. */
    static LabelArray regions(float[] probabilities, int outputs, int voxels) {
        LabelArray regions = LabelArray.allocate(voxels, outputs);
        for (int i = 0; i < voxels; i++) {
            for (int k = 0; k < outputs; k++) {
                if (probabilities[k * voxels + i] > HALF) {
                    regions.set(i, k + 1);
                }
            }
        }
        return regions;
    }
}
