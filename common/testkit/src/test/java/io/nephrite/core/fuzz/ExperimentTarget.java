package io.nephrite.core.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.testkit.FuzzTarget;
import java.util.List;

/** experiment.json. */
public final class ExperimentTarget implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new ExperimentTarget().withinLimits(input);
    }

    @Override
    public List<byte[]> seeds() {
        String json = "{'configurations': ['2d', '3d_fullres'], 'folds': ['0', 'all'], 'seed': 3, 'exclude': ['a'],"
                + " 'rawResampling': {'spacing': [3.22, 1.62, 1.62]}, 'continueFrom': '0123456789abcdef',"
                + " 'training': {'epochs': 3, 'batchSize': 2, 'initialLearningRate': 0.01},"
                + " 'faults': {'NO_FOREGROUND': 'ignore'}, 'evaluation': {'surfaceToleranceMm': 2},"
                + " 'planner': {'overrides': {'3d_fullres': {'patch_size': [8, 8, 8]}}}}";
        return List.of(json.replace('\'', '"').getBytes(UTF_8), Json.bytes(Experiment.defaults()));
    }

    @Override
    public void read(byte[] input) {
        try {
            Experiment experiment = Experiment.parse(input);
            Experiment again = Experiment.parse(Json.bytes(experiment));
            if (!again.equals(experiment)) {
                throw new AssertionError("written and read again it is " + again + ", not " + experiment);
            }
        } catch (PipelineException e) {
            if (e.code() != FailureCode.INVALID_EXPERIMENT) {
                throw e;
            }
            FuzzTarget.requireReason(e.getMessage());
        }
    }
}
