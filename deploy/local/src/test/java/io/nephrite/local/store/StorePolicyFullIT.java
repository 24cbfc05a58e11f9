package io.nephrite.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.minio.credentials.AssumeRoleProvider;
import io.minio.credentials.Credentials;
import io.nephrite.core.event.Topic;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.TopicCreation;
import io.nephrite.local.broker.EmbeddedBroker;
import io.nephrite.s3.MinioObjectStore;
import io.nephrite.s3.S3Connection;
import io.nephrite.s3.StoreKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A real MinIO lets each do what its policy in {@code deploy/store-policies} says and nothing else. The policy is that of
 * a session, whose keys the server gives out for an hour: so its token is tried, too.
 */
class StorePolicyFullIT {
    private static final int HOUR = 3600;
    private static final byte[] BYTES = {1, 2, 3};

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static MinioServer minio;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        TopicCreation.createMissing(BrokerSettings.at(broker.bootstrapServers()), Topic.definitions(), 1);
        minio = MinioServer.start(folder.resolve("minio"), broker.bootstrapServers());
        for (String bucket : new String[] {ObjectKeys.DATASETS, ObjectKeys.NEPHRITE}) {
            minio.bucket(bucket).put("Task_1/there", BYTES);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (minio != null) {
            minio.close();
        }
        broker.close();
    }

    private static ObjectStore as(String name, String bucket) throws Exception {
        JsonNode policy =
                Json.tree(Files.readAllBytes(Path.of("../store-policies").resolve(name + ".json")));
        Credentials given = new AssumeRoleProvider(
                        minio.endpoint().toString(),
                        MinioServer.ACCESS_KEY,
                        MinioServer.SECRET_KEY,
                        HOUR,
                        new String(Json.bytes(policy), StandardCharsets.UTF_8),
                        S3Connection.USUAL_REGION,
                        null,
                        null,
                        null,
                        new OkHttpClient())
                .fetch();
        StoreKeys keys = new StoreKeys.Given(given.accessKey(), given.secretKey(), Optional.of(given.sessionToken()));
        return new MinioObjectStore(
                new S3Connection(minio.endpoint(), keys, S3Connection.USUAL_REGION, Optional.empty()).client(), bucket);
    }

    @ParameterizedTest
    @CsvSource({
        "ingest, Task_1/checks/case.0.json",
        "ingest, Task_1/current.json",
        "ingest, _intakes/Task_1",
        "preprocess, Task_1/volumes/0/case.0.npy.zst",
        "preprocess, Task_1/fingerprints/raw/case.0.json",
        "planner, Task_1/results/0/nnUNetPlans.json",
        "planner, Task_1/preprocessing/0.json",
        "trainer, Task_1/results/0/3d_fullres/fold_0/checkpoint_final.json",
        "trainer, _jobs/trainer/open/0.json",
        "trainer, _predictions/Task_1/case.nii.gz",
        "eval, Task_1/metrics/0/3d_fullres/fold_0/case.json",
        "eval, _models/Task_1/0/model.json",
        "eval, _deadletters/case-checked/0-0.json"
    })
    void aServiceWritesItsOwnAndReadsEverything(String service, String key) throws Exception {
        ObjectStore own = as(service, ObjectKeys.NEPHRITE);

        own.put(key, BYTES);

        assertThat(own.bytes(key)).isEqualTo(BYTES);
        assertThat(own.list("Task_1/")).isNotEmpty();
        own.delete(key);
        assertThat(own.bytes("Task_1/there")).isEqualTo(BYTES);
        assertThat(as(service, ObjectKeys.DATASETS).bytes("Task_1/there")).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @CsvSource({
        "ingest, nephrite, Task_1/results.json",
        "ingest, nephrite, Task_1/trainings/0.json",
        "ingest, datasets, Task_1/dataset.json",
        "preprocess, nephrite, Task_1/results/0/report.json",
        "preprocess, datasets, Task_1/dataset.json",
        "planner, nephrite, Task_1/checks/case.0.json",
        "planner, datasets, Task_1/dataset.json",
        "trainer, nephrite, _models/Task_1/0/model.json",
        "trainer, datasets, Task_1/dataset.json",
        "eval, nephrite, Task_1/volumes/0/case.0.npy.zst",
        "users, nephrite, Task_1/current.json",
        "init, datasets, Task_1/dataset.json",
        "init, nephrite, Task_1/current.json"
    })
    void nobodyWritesWhatIsOfAnother(String name, String bucket, String key) throws Exception {
        ObjectStore store = as(name, bucket);

        assertThatThrownBy(() -> store.put(key, BYTES)).hasMessageContaining("Access");
        if (!name.equals("eval")) { // it keeps house
            assertThatThrownBy(() -> store.delete("Task_1/there")).hasMessageContaining("Access");
        }
    }

    @Test
    void usersReadAndWriteTheirUploadsAndSeeNothingElse() throws Exception {
        ObjectStore uploads = as("users", ObjectKeys.DATASETS);
        uploads.put("Task_2/dataset.json", BYTES);
        assertThat(uploads.bytes("Task_2/dataset.json")).isEqualTo(BYTES);
        assertThatCode(() -> uploads.delete("Task_2/dataset.json")).doesNotThrowAnyException();

        ObjectStore results = as("users", ObjectKeys.NEPHRITE);
        assertThatThrownBy(() -> results.bytes("Task_1/there")).hasMessageContaining("Access");
        assertThatThrownBy(() -> results.list("Task_1/")).hasMessageContaining("Access");
    }

    @Test
    void initReadsNoObject() throws Exception {
        assertThatThrownBy(() -> as("init", ObjectKeys.DATASETS).bytes("Task_1/there"))
                .hasMessageContaining("Access");
    }

    @Test
    void aTrainerExtendsATrainingByItsExperimentAlone() throws Exception {
        as("trainer", ObjectKeys.DATASETS).put("Task_1/experiment.json", BYTES);
    }
}
