package io.nephrite.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomFolderTest {
    @Test
    void isADatasetThatItsPlansPreprocess(@TempDir Path folder) throws IOException {
        PhantomFolder phantom = PhantomFolder.write(folder);
        Plans plans = Plans.parse(Files.readAllBytes(phantom.plans()));
        PreprocessingParameters parameters = PreprocessingParameters.of(
                plans,
                plans.configuration(PhantomFolder.CONFIGURATION),
                BenchCases.labels(phantom.dataset()).classes(),
                Optional.empty());
        PreprocessedCase made = BenchCases.preprocess(phantom.dataset(), parameters, List.of("case_00000"), 1)
                .get(0);
        assertThat(made.properties().classLocations().count(List.of(1))).isPositive();
    }

    @Test
    void trainTakesThreeArgumentsOrNone(@TempDir Path folder) {
        BenchmarkRun run = new BenchmarkRun(Optional.empty(), folder, 1, List.of("Task04_Hippocampus"), line -> {});
        assertThatThrownBy(() -> new TrainBench().run(run))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("DATASET_FOLDER PLANS_JSON CONFIGURATION");
    }
}
