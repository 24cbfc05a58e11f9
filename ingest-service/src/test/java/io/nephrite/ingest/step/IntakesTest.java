package io.nephrite.ingest.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.ManualClock;
import org.junit.jupiter.api.Test;

class IntakesTest {
    private final ManualClock clock = new ManualClock();
    private final InMemoryObjectStore datasets = new InMemoryObjectStore(clock);
    private final Intakes intakes =
            new Intakes(datasets, new InMemoryObjectStore(clock), new DescriptionCache(datasets), clock);

    @Test
    void saysOnceWhichUploadsAreNoDatasetsAndWhy() {
        for (String key : new String[] {
            "..hidden/dataset.json", "..hidden/a.nii.gz", "a\nERROR fake/dataset.json", "<script>/dataset.json", "alone"
        }) {
            assertThat(intakes.datasetOf(key)).as(key).isEmpty();
        }

        assertThat(intakes.refused())
                .hasEntrySatisfying("..hidden", why -> assertThat(why).contains("begins with ."))
                .hasEntrySatisfying("<script>", why -> assertThat(why).contains("it holds one of"))
                .hasEntrySatisfying("alone", why -> assertThat(why).contains("no folder"))
                .hasSize(4)
                .allSatisfy((name, why) -> assertThat(name).doesNotContain("\n"));

        intakes.datasetOf("..hidden/b.nii.gz");
        assertThat(intakes.refused()).as("each is told once").isEmpty();
    }

    @Test
    void saysNothingOfFoldersThatServeAnotherPurpose() {
        assertThat(intakes.datasetOf("_predict/model/a_0000.nii.gz")).isEmpty();
        assertThat(intakes.datasetOf("Task001_Small/")).isEmpty();

        assertThat(intakes.refused()).isEmpty();
    }
}
