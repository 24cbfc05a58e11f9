package io.nephrite.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.ForeignPlans;
import io.nephrite.core.plans.Plans;
import io.nephrite.testkit.PlannedDataset;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForeignPlansTest {
    private ObjectNode plans;
    private ObjectNode configuration;

    @BeforeEach
    void leaveOutWhatAPredictionDoesNotNeed() throws IOException {
        try (InputStream in = PlannedDataset.class.getResourceAsStream("tiny-plans.json")) {
            plans = (ObjectNode) Json.tree(in.readAllBytes());
        }
        plans.remove(List.of("plans_name", "dataset_name"));
        plans.putObject("foreground_intensity_properties_per_channel").putObject("0");
        configuration = (ObjectNode) plans.at("/configurations/" + PlannedDataset.CONFIGURATION);
        configuration.remove(List.of("data_identifier", "batch_size", "batch_dice", "median_image_size_in_voxels"));
    }

    private Plans complete() {
        return ForeignPlans.complete(Json.bytes(plans), "nnUNetPlans", PlannedDataset.CONFIGURATION);
    }

    @Test
    void fillsInWhatAPredictionDoesNotDependOn() {
        Plans complete = complete();

        ConfigurationPlan plan = complete.configuration(PlannedDataset.CONFIGURATION);
        assertThat(complete.plansName()).isEqualTo("nnUNetPlans");
        assertThat(complete.intensityProperties()).isEmpty();
        assertThat(plan.patchSize())
                .isEqualTo(Json.mapper().convertValue(configuration.get("patch_size"), int[].class));
        assertThat(Plans.parse(complete.bytes())).isEqualTo(complete);
    }

    @Test
    void fillsInAListThatIsEmpty() {
        configuration.putArray("median_image_size_in_voxels");

        assertThat(complete().configuration(PlannedDataset.CONFIGURATION).medianImageSize())
                .hasSize(configuration.get("patch_size").size());
    }

    @Test
    void leavesAloneWhatIsThere() {
        configuration.put("batch_size", 9);
        plans.put("plans_name", "Mine");

        assertThat(complete().configuration(PlannedDataset.CONFIGURATION).batchSize())
                .isEqualTo(9);
        assertThat(complete().plansName()).isEqualTo("Mine");
    }

    @Test
    void namesAFieldThatAPredictionNeeds() {
        configuration.remove("patch_size");

        assertThatThrownBy(this::complete)
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("patch_size")
                .hasMessageContaining("missing");
    }

    @Test
    void looksAtNoOtherConfiguration() {
        plans.withObject("/configurations").putObject("strange").put("network", "of somebody else");

        assertThat(complete().configurationNames()).containsExactly(PlannedDataset.CONFIGURATION);
        assertThatThrownBy(() -> ForeignPlans.complete(Json.bytes(plans), "P", "2d_none"))
                .hasMessageContaining("2d_none");
    }
}
