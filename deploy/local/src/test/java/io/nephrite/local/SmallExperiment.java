package io.nephrite.local;

import java.nio.charset.StandardCharsets;

/** A network that a phantom of {@link io.nephrite.imaging.phantom.PhantomSize#TINY} trains in seconds. */
public final class SmallExperiment {
    /** One fold of two, four epochs of six steps. */
    public static final byte[] DOCUMENT = of(4, 6);

    private SmallExperiment() {}

    /** One fold of two. */
    public static byte[] of(int epochs, int iterationsPerEpoch) {
        return """
            {
              "foldCount": 2,
              "folds": ["0"],
              "planner": {"overrides": {"3d_fullres": {
                "patch_size": [16, 16, 16],
                "batch_size": 2,
                "architecture": {"arch_kwargs": {
                  "n_stages": 3,
                  "features_per_stage": [4, 8, 16],
                  "kernel_sizes": [[3, 3, 3], [3, 3, 3], [3, 3, 3]],
                  "strides": [[1, 1, 1], [2, 2, 2], [2, 2, 2]],
                  "n_conv_per_stage": [1, 1, 1],
                  "n_conv_per_stage_decoder": [1, 1]}}}}},
              "training": {
                "epochs": %d,
                "iterationsPerEpoch": %d,
                "validationIterationsPerEpoch": 2,
                "mirroring": false,
                "precision": "fp32"
              },
              "prediction": {"mirroring": false}
            }
            """.formatted(epochs, iterationsPerEpoch).getBytes(StandardCharsets.UTF_8);
    }
}
