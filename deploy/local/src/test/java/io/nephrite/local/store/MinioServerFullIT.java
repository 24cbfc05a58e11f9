package io.nephrite.local.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.Topic;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.TopicCreation;
import io.nephrite.local.broker.EmbeddedBroker;
import io.nephrite.testkit.ObjectStoreContract;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real MinIO server obeys the contract of all stores, and announces what is written to Kafka. */
class MinioServerFullIT extends ObjectStoreContract {
    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static MinioServer minio;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        TopicCreation.createMissing(BrokerSettings.at(broker.bootstrapServers()), Topic.definitions(), 1);
        minio = MinioServer.start(folder.resolve("minio"), broker.bootstrapServers());
    }

    @AfterAll
    static void stop() throws Exception {
        if (minio != null) {
            minio.close();
        }
        broker.close();
    }

    @Override
    protected ObjectStore store() {
        return minio.bucket(ObjectKeys.NEPHRITE);
    }

    @Test
    void announcesEachObjectOfBucketDatasets() {
        minio.bucket(ObjectKeys.DATASETS).put("Task_1/imagesTr/a_0000.nii.gz", new byte[3]);
        minio.bucket(ObjectKeys.NEPHRITE).put("Task_1/silent.json", new byte[1]);
        minio.bucket(ObjectKeys.DATASETS).put("Task_1/dataset.json", new byte[2]);

        Set<String> keys = AnnouncedObjects.await(broker.bootstrapServers(), 2);

        assertThat(keys)
                .containsExactlyInAnyOrder("datasets/Task_1/imagesTr/a_0000.nii.gz", "datasets/Task_1/dataset.json");
    }

    @Test
    void takesWhatABrowserPutsToASignedAddressAndNothingElse() throws Exception {
        BrowserPuts puts = new BrowserPuts(minio.connection(), store());

        puts.requireTaken();
        puts.requireBound();
    }

    @Test
    void keepsWhatItHadWhenItIsKilledAndStartedAgain() throws Exception {
        store().put("kept/a", new byte[] {1, 2, 3});

        minio.kill();
        minio.restart();

        assertThat(store().bytes("kept/a")).containsExactly(1, 2, 3);
    }
}
