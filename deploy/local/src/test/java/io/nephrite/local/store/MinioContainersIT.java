package io.nephrite.local.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.testkit.ObjectStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** MinIO obeys the contract of all stores, and announces what is written to Kafka. */
class MinioContainersIT extends ObjectStoreContract {
    private static ContainerFixture containers;

    @BeforeAll
    static void start() throws Exception {
        containers = new ContainerFixture(Path.of(System.getProperty("nephrite.home")));
    }

    @AfterAll
    static void stop() {
        containers.close();
    }

    @Override
    protected ObjectStore store() {
        return containers.bucket(ObjectKeys.NEPHRITE);
    }

    @Test
    void announcesEachObjectOfBucketDatasets() {
        containers.bucket(ObjectKeys.DATASETS).put("Task_1/imagesTr/a_0000.nii.gz", new byte[3]);
        containers.bucket(ObjectKeys.NEPHRITE).put("Task_1/silent.json", new byte[1]);
        containers.bucket(ObjectKeys.DATASETS).put("Task_1/dataset.json", new byte[2]);

        assertThat(AnnouncedObjects.await(containers.bootstrapServers(), 2))
                .containsExactlyInAnyOrder("datasets/Task_1/imagesTr/a_0000.nii.gz", "datasets/Task_1/dataset.json");
    }
}
