package io.nephrite.ingest.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.Event;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.ManualClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
                .hasEntrySatisfying("alone", why -> assertThat(why).contains("not in a folder"))
                .hasSize(4)
                .allSatisfy((name, why) -> assertThat(name).doesNotContain("\n"));

        intakes.datasetOf("..hidden/b.nii.gz");
        assertThat(intakes.refused()).as("each is told once").isEmpty();
    }

    @Test
    void asksForChecksOnceThoughTwoLookAtADatasetForTheFirstTime() throws Exception {
        IngestWorld world = new IngestWorld();
        SmallDataset.v2(4).upload(world, "Dataset001_Small");
        CountDownLatch bothAreThere = new CountDownLatch(2);
        Intakes shared = new Intakes(world.datasets, world.results, new DescriptionCache(world.datasets), clock);
        List<Event> asked = Collections.synchronizedList(new ArrayList<>());
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> looks = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                looks.add(two.submit(() -> {
                    bothAreThere.countDown();
                    bothAreThere.await();
                    return shared.of("Dataset001_Small", asked::addAll);
                }));
            }
            assertThat(looks.get(0).get()).isSameAs(looks.get(1).get());
        } finally {
            two.shutdown();
        }

        assertThat(asked).hasSize(4);
    }

    @Test
    void saysNothingOfFoldersThatServeAnotherPurpose() {
        assertThat(intakes.datasetOf("_predict/model/a_0000.nii.gz")).isEmpty();
        assertThat(intakes.datasetOf("Task001_Small/")).isEmpty();

        assertThat(intakes.refused()).isEmpty();
    }
}
