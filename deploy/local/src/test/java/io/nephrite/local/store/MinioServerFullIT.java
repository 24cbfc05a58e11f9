package io.nephrite.local.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minio.GetBucketNotificationArgs;
import io.minio.MinioClient;
import io.minio.SetBucketNotificationArgs;
import io.minio.messages.NotificationConfiguration;
import io.minio.messages.NotificationConfiguration.QueueConfiguration;
import io.nephrite.core.event.Topic;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.BucketCreation;
import io.nephrite.init.TopicCreation;
import io.nephrite.local.broker.EmbeddedBroker;
import io.nephrite.testkit.ObjectStoreContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
    void keepsTheNotificationsOfOthersHoweverOftenItIsPrepared() throws Exception {
        MinioClient client = minio.client();
        NotificationConfiguration before = notifications(client);
        QueueConfiguration foreign =
                new QueueConfiguration(MinioServer.QUEUE, "another", List.of("s3:ObjectAccessed:Get"), null);
        client.setBucketNotification(SetBucketNotificationArgs.builder()
                .bucket(ObjectKeys.DATASETS)
                .config(new NotificationConfiguration(
                        null,
                        Stream.concat(before.queueConfigurations().stream(), Stream.of(foreign))
                                .toList(),
                        null,
                        null))
                .build());

        BucketCreation.prepare(client, Namespace.WHOLE, Optional.of(MinioServer.QUEUE));
        BucketCreation.prepare(client, Namespace.WHOLE, Optional.of(MinioServer.QUEUE));

        assertThat(notifications(client).queueConfigurations())
                .extracting(QueueConfiguration::id)
                .containsExactlyInAnyOrder("nephrite", "another");
    }

    @Test
    void changesNoNotificationWhereTheStoreHasNoTarget() throws Exception {
        List<QueueConfiguration> before = notifications(minio.client()).queueConfigurations();

        BucketCreation.prepare(minio.client(), Namespace.WHOLE, Optional.empty());

        assertThat(notifications(minio.client()).queueConfigurations()).hasSameSizeAs(before);
    }

    private static NotificationConfiguration notifications(MinioClient client) throws Exception {
        return client.getBucketNotification(
                GetBucketNotificationArgs.builder().bucket(ObjectKeys.DATASETS).build());
    }

    @Test
    void keepsWhatItHadWhenItIsKilledAndStartedAgain() throws Exception {
        store().put("kept/a", new byte[] {1, 2, 3});

        minio.kill();
        minio.restart();

        assertThat(store().bytes("kept/a")).containsExactly(1, 2, 3);
    }
}
