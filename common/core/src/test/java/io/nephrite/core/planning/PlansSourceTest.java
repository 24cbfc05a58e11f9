package io.nephrite.core.planning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.experiment.Experiment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlansSourceTest {
    private static void check(String overrides) {
        String json = "{'planner': {'overrides': " + overrides + "}}";
        PlansSource.check(
                Experiment.parse(json.replace('\'', '"').getBytes(UTF_8)).planner());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'3d_fullres': {'batch_size': 0}}                    | /3d_fullres/batch_size: found 0, expected an integer ≥ 1, nearest valid 1",
                "{'3d_fullres': {'spacing': [-1, 1, 1]}}              | /3d_fullres/spacing/0: found -1",
                "{'3d_fullres': {'preprocessor_name': 7}}             | /3d_fullres/preprocessor_name: found 7, expected one of DefaultPreprocessor",
                "{'2d': {'normalization_schemes': ['CTNormalisation']}} | did you mean \"CTNormalization\"?",
                "{'3d_fullres': {'n_stages': 4}}                      | /3d_fullres/n_stages: unknown field; known here: UNet_base_num_features",
                "{'3d_fullres': {'patch_size': [100000, 100000, 100000]}} | this one has 1,000,000,000,000,000 voxels, and one buffer holds at most 536,870,911 (2 GiB)",
                "{'3d_fullres': {'patch_size': [64, 64, 64], 'batch_size': 1000000000}} | 262,144,000,000,000 voxels with batch size 1000000000",
                "{'3d_fulres': {'batch_size': 4}}                     | /3d_fulres: unknown field, did you mean \"3d_fullres\"?",
            })
    void saysBeforeAnyWorkWhatIsWrongWithAnOverride(String overrides, String message) {
        assertThatThrownBy(() -> check(overrides))
                .hasMessageContaining("/planner/overrides")
                .hasMessageContaining(message);
    }

    @Test
    void takesANameOfOnesOwnThatHasAParent() {
        assertThatCode(() -> check("{'mine': {'inherits_from': '3d_fullres', 'batch_size': 4}}"))
                .doesNotThrowAnyException();
    }
}
