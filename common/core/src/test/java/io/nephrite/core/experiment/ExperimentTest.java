package io.nephrite.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FaultTreatment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentTest {
    @Test
    void asksForWhatNnunetDoesByDefault() {
        Experiment defaults = Experiment.defaults();
        assertThat(defaults.configurations()).isEmpty();
        assertThat(defaults.folds()).isEmpty();
        assertThat(defaults.foldCount()).isEqualTo(5);
        assertThat(defaults.training()).isEqualTo(TrainingSettings.DEFAULTS);
        assertThat(parse("{}")).isEqualTo(defaults);
    }

    @Test
    void trainsTheMissingFoldsWhereTheChoiceAsksForThem() {
        List<String> parts = List.of("0", "1", "2");
        assertThat(parse("{\"folds\": [1]}").trainedFolds(parts)).containsExactly("1");
        assertThat(parse("{}").trainedFolds(parts)).isEqualTo(parts);
        assertThat(parse("{\"folds\": [1, \"all\"], \"choice\": {\"startMissing\": true}}")
                        .trainedFolds(parts))
                .containsExactly("1", "all", "0", "2");
    }

    @Test
    void measuresSurfacesAtOneMillimetreUnlessToldOtherwise() {
        assertThat(Experiment.defaults().measuring().surfaceToleranceMm()).isEqualTo(1);
        assertThat(parse("{\"evaluation\": {\"surfaceToleranceMm\": 2.5}}")
                        .measuring()
                        .surfaceToleranceMm())
                .isEqualTo(2.5);
        assertThat(new String(Json.bytes(Experiment.defaults()), StandardCharsets.UTF_8))
                .doesNotContain("evaluation", "choice");
        assertThatThrownBy(() -> parse("{\"evaluation\": {\"surfaceToleranceMm\": -1}}"))
                .hasMessageContaining("/evaluation/surfaceToleranceMm");
    }

    @Test
    void readsWhatItWrites() {
        Experiment experiment = parse("""
                {"configurations": ["2d"], "folds": [0, "all"], "seed": 7, "faultyCases": "skip",
                 "rawResampling": {"spacingMm": [3.22, 1.62, 1.62]},
                 "planner": {"variant": "nnUNetPlannerResEncM", "gpuMemoryTargetGib": 11,
                             "overrides": {"2d": {"batch_size": 3}}},
                 "training": {"epochs": 3}, "prediction": {"stepFraction": 1}, "exclude": ["case_1"]}""");
        assertThat(experiment.folds()).hasValue(List.of("0", "all"));
        assertThat(experiment.rawResampling())
                .contains(new RawResampling(
                        List.of(3.22, 1.62, 1.62), RawInterpolation.BSPLINE, RawInterpolation.NEAREST, -1024));
        assertThat(Experiment.parse(Json.bytes(experiment))).isEqualTo(experiment);
    }

    @Test
    void keepsItsIdentityWhereNoFaultIsTakenOtherwise() {
        assertThat(new String(Json.bytes(Experiment.defaults()), StandardCharsets.UTF_8))
                .doesNotContain("faults\"");
        Experiment experiment = parse("{\"faults\": {\"IMAGE_CONSTANT\": \"warning\", \"NO_FOREGROUND\": \"error\"}}");
        assertThat(experiment.faults())
                .isEqualTo(Map.of(
                        FaultCode.IMAGE_CONSTANT, FaultTreatment.WARNING,
                        FaultCode.NO_FOREGROUND, FaultTreatment.ERROR));
        assertThat(Experiment.parse(Json.bytes(experiment))).isEqualTo(experiment);
    }

    @Test
    void trainsAsManyFoldsAsItSplits() {
        assertThat(parse("{\"foldCount\": 2}").foldCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'epochs': 3}                                          | /epochs: unknown field",
                "{'trainin': {}}                                        | did you mean \"training\"",
                "{'training': {'epochs': 0}}                            | /training/epochs: found 0, expected an integer ≥ 1",
                "{'training': {'epochs': 'ten'}}                        | /training/epochs: found \"ten\"",
                "{'training': {'precision': 'fp8'}}                    | /training/precision",
                "{'folds': []}                                          | /folds",
                "{'folds': [0, '0']}                                    | /folds: found [0,\"0\"], expected each value once",
                "{'folds': ['one']}                                     | /folds/0",
                "{'rawResampling': {'spacingMm': [1, 1]}}               | /rawResampling/spacingMm: found [1,1], expected a list of 3",
                "{'rawResampling': {'spacingMm': [1, 0, 1]}}            | /rawResampling/spacingMm/1",
                "{'planner': {'variant': 'ResEnc'}}                     | /planner/variant: found \"ResEnc\", expected one of ExperimentPlanner",
                "{'planner': {'gpuMemoryTargetGib': -1}}                | /planner/gpuMemoryTargetGib",
                "{'planner': {'overrides': {'2d': 3}}}                  | /planner/overrides/2d",
                "{'prediction': {'stepFraction': 2}}                    | /prediction/stepFraction",
                "{'faultyCases': 'ignore'}                              | /faultyCases: found \"ignore\", expected one of stop, skip",
                "{'faults': {'COUNT_DIFFER': 'ignore'}}                 | did you mean \"COUNT_DIFFERS\"",
                "{'faults': {'COUNT_DIFFERS': 'off'}}                   | /faults/COUNT_DIFFERS: found \"off\", expected one of error, warning, ignore",
                "{'faults': {'GZIP_CORRUPT': 'warning'}}                | /faults/GZIP_CORRUPT: faults of this code can only be errors",
                "{'seed': 1, 'seed': 2}                                 | not valid JSON",
                "[]                                                     | expected an object",
                "{                                                      | not valid JSON at line 1",
            },
            quoteCharacter = '`')
    void namesThePlaceOfAMistake(String json, String message) {
        assertThatThrownBy(() -> parse(json.replace('\'', '"')))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_EXPERIMENT))
                .hasMessageContaining("experiment.json")
                .hasMessageContaining(message);
    }

    private static Experiment parse(String json) {
        return Experiment.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
