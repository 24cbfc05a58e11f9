package io.nephrite.core.fuzz;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.planning.TrainingNeed;
import io.nephrite.core.plans.Plans;
import io.nephrite.testkit.FuzzTarget;
import io.nephrite.testkit.PlannedDataset;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** nnUNetPlans.json, as users upload it. */
public final class PlansTarget implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new PlansTarget().withinLimits(input);
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        try (InputStream in = PlannedDataset.class.getResourceAsStream("tiny-plans.json")) {
            return List.of(in.readAllBytes());
        }
    }

    @Override
    public void read(byte[] input) {
        try {
            Plans plans = Plans.parse(input);
            plans.configurationNames().forEach(plans::configuration);
            TrainingNeed.requirePossible(plans, 1, 3, 2);
            plans.bytes();
        } catch (PipelineException e) {
            if (e.code() != FailureCode.INVALID_PLANS) {
                throw e;
            }
            FuzzTarget.requireReason(e.getMessage());
        }
    }
}
