package io.nephrite.core.fingerprint;

import io.nephrite.core.numpy.LegacyRandomState;

/** Which of a case's foreground voxels the intensity statistics see. */
public enum ForegroundSampling {
    /** nnU-Net v2: 100,000,000 draws with replacement, shared evenly by the cases. */
    DRAWN {
        @Override
        CaseSampler ofCase(int cases) {
            int draws = DRAWS / cases;
            LegacyRandomState random = new LegacyRandomState(SEED);
            return voxels -> voxels == 0 ? new int[0] : random.drawCounts(voxels, draws);
        }
    },
    /** nnU-Net v1: every tenth voxel. */
    EVERY_TENTH {
        @Override
        CaseSampler ofCase(int cases) {
            return voxels -> {
                int[] counts = new int[voxels];
                for (int i = 0; i < voxels; i += 10) {
                    counts[i] = 1;
                }
                return counts;
            };
        }
    };

    private static final int DRAWS = 100_000_000;
    private static final long SEED = 1234;

    /** A new sampler for one case; it is asked once for each channel, in channel order. */
    abstract CaseSampler ofCase(int cases);

    /** How often each voxel counts. */
    @FunctionalInterface
    interface CaseSampler {
        /**
         * Says how often each voxel is taken, in order.
         *
         * @return at least as many counts as there are voxels
         */
        int[] counts(int voxels);
    }
}
