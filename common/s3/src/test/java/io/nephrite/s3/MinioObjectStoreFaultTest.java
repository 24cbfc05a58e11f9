package io.nephrite.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.testkit.FaultyProxy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a dying server does to the connection, every call fails as transient, and works when the server is back. */
class MinioObjectStoreFaultTest {
    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final Duration NOTICED = Duration.ofSeconds(30);

    private static final Map<String, Consumer<ObjectStore>> CALLS = Map.of(
            "stat", store -> store.stat("present"),
            "exists", store -> store.exists("present"),
            "get", store -> store.bytes("present"),
            "find", store -> store.find("present"),
            "range", store -> readAll(store),
            "put", store -> store.put("present", new byte[100_000]),
            "putIfAbsent", store -> store.putIfAbsent("present", new byte[10]),
            "list", store -> store.list("pre"),
            "delete", store -> store.delete("present"));

    private SmallS3Server server;
    private FaultyProxy proxy;
    private ObjectStore store;

    @BeforeEach
    void start() throws IOException {
        server = new SmallS3Server();
        proxy = new FaultyProxy(server.address());
        URI endpoint = URI.create("http://127.0.0.1:" + proxy.address().getPort());
        store = new MinioObjectStore(
                new S3Connection(endpoint, "access", "secret-key", S3Connection.USUAL_REGION).client(SILENCE),
                "bucket");
        everythingWorks();
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    @Test
    void refusedConnectionsAreTransient() {
        proxy.refuse();
        everythingIsTransient();
        proxy.heal();
        everythingWorks();
    }

    @Test
    void closedConnectionsAreTransient() {
        proxy.cut();
        everythingIsTransient();
        proxy.heal();
        everythingWorks();
    }

    @Test
    void aStoreThatHangsIsNoticedAndTransient() {
        proxy.stall();
        everythingIsTransient();
        proxy.heal();
        everythingWorks();
    }

    @Test
    void answersThatTheStoreIsBusyAreTransient() {
        proxy.answerUnavailable();
        everythingIsTransient();
        proxy.heal();
        everythingWorks();
    }

    @Test
    void answersThatAreCutInTheirHeadAreTransient() {
        proxy.cutAnswersAfter(20);
        everythingIsTransient();
        proxy.heal();
        everythingWorks();
    }

    @Test
    void noObjectThatWasCutIsTakenForWhole() {
        proxy.cutAnswersAfter(SmallS3Server.OBJECT_BYTES / 2);
        for (String call : new String[] {"get", "find", "range"}) {
            isTransient(call);
        }
        proxy.heal();
        assertThat(store.bytes("present")).hasSize(SmallS3Server.OBJECT_BYTES);
    }

    @Test
    void aRequestThatNoStoreTakesIsNotWaitedFor() {
        assertThatThrownBy(() -> store.bytes("un/unreal"))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BUG));
    }

    @Test
    void aStoreWithoutRoomIsToldWithTheBytesThatAreNeeded() {
        List<Runnable> puts =
                List.of(() -> store.put("no-room", new byte[1234]), () -> store.putIfAbsent("no-room", new byte[1234]));
        for (Runnable put : puts) {
            assertThatThrownBy(put::run)
                    .isInstanceOfSatisfying(
                            PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.DISK_UNAVAILABLE))
                    .hasMessageContaining("bucket/no-room")
                    .hasMessageContaining("1234 bytes are needed")
                    .hasMessageContaining("minimum free drive threshold");
        }
    }

    private void everythingIsTransient() {
        CALLS.keySet().forEach(this::isTransient);
    }

    private void isTransient(String call) {
        assertTimeoutPreemptively(
                NOTICED,
                () -> assertThatThrownBy(() -> CALLS.get(call).accept(store))
                        .as(call)
                        .isInstanceOfSatisfying(PipelineException.class, e -> {
                            assertThat(e.code().kind()).isEqualTo(FailureCode.Kind.TRANSIENT);
                            assertThat(e).hasMessageContaining("bucket/pre");
                        }));
    }

    private void everythingWorks() {
        CALLS.values().forEach(call -> call.accept(store));
    }

    private static void readAll(ObjectStore store) {
        try (var in = store.get("present", 0, SmallS3Server.OBJECT_BYTES)) {
            in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError("not as a failure of the store", e);
        }
    }
}
