package io.nephrite.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.experiment.Experiment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlansChoiceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nnUNetPlans.json",
                "nnUNetPlans_bs4.json",
                "nnUNetResEncUNetMPlans.json",
                "nnUNetResEncUNetLPlans_80G.json",
                "nnunetplans.json",
                "nnUNetPlansv2.1_plans_3D.json",
                "plans.json",
            })
    void takesTheOnlyPlansUnderAnyNameOfNnunet(String name) {
        PlansChoice choice = choose(Optional.empty(), name, "splits_final.json", "dataset.json");
        assertThat(choice.file()).contains(name);
        assertThat(choice.faults()).isEmpty();
    }

    @Test
    void plansAnewWhereThereAreNone() {
        assertThat(choose(Optional.empty(), "dataset.json", "dataset_fingerprint.json")
                        .file())
                .isEmpty();
    }

    @Test
    void takesTheDefaultNameOfSeveralAndNamesTheOthers() {
        PlansChoice choice = choose(Optional.empty(), "nnUNetPlans.json", "nnUNetPlans_bs4.json");
        assertThat(choice.file()).contains("nnUNetPlans.json");
        assertThat(choice.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.severity()).isEqualTo(Severity.WARNING);
            assertThat(fault.file()).contains("nnUNetPlans_bs4.json");
            assertThat(fault.expected()).contains("\"planner\": {\"plans\": \"nnUNetPlans_bs4.json\"}");
        });
    }

    @Test
    void asksWhichOfSeveralIsMeantWhereNoneHasTheDefaultName() {
        PlansChoice choice = choose(Optional.empty(), "nnUNetPlans_bs4.json", "nnUNetResEncUNetMPlans.json");
        assertThat(choice.file()).isEmpty();
        assertThat(choice.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.isError()).isTrue();
            assertThat(fault.seen()).contains("nnUNetPlans_bs4.json, nnUNetResEncUNetMPlans.json");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"nnUNetPlans_bs4", "nnUNetPlans_bs4.json", "mine.json", "mine"})
    void takesThoseThatTheExperimentNames(String asked) {
        PlansChoice choice = choose(Optional.of(asked), "nnUNetPlans.json", "nnUNetPlans_bs4.json", "mine.json");
        assertThat(choice.file().orElseThrow()).startsWith(asked.replace(".json", ""));
        assertThat(choice.faults()).isEmpty();
    }

    @Test
    void namesTheNearestWhereTheNamedOnesAreNotThere() {
        PlansChoice choice = choose(Optional.of("nnUNetPlans_bs"), "nnUNetPlans_bs4.json", "dataset.json");
        assertThat(choice.file()).isEmpty();
        assertThat(choice.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.isError()).isTrue();
            assertThat(fault.expected()).contains("did you mean \"nnUNetPlans_bs4.json\"?");
        });
    }

    /** What the faults advise is a setting that the parser takes. */
    @Test
    void advisesASettingThatIsTaken() {
        Experiment experiment = Experiment.parse(
                "{\"planner\": {\"plans\": \"nnUNetPlans_bs4.json\"}}".getBytes(StandardCharsets.UTF_8));
        assertThat(experiment.planner().plans()).contains("nnUNetPlans_bs4.json");
    }

    private static PlansChoice choose(Optional<String> asked, String... names) {
        return PlansChoice.of(List.of(names), asked);
    }
}
