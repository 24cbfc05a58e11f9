package io.nephrite.local.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.Topic;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.service.ServiceKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged services while their store or their broker is away for longer than anybody is patient by chance: every
 * dataset ends by itself, with the same results, without a dead letter and without a word of failure.
 */
class FaultsFullIT {
    static final byte[] EXPERIMENT = SmallExperiment.of(12, 20);

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    /** Pauses between attempts are no longer, so that a service is back at work after as long an outage. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    @TempDir
    static Path folder;

    private static DisturbedSystem system;
    private static Map<String, String> undisturbed;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        system = new DisturbedSystem(folder);
        system.upload("Task900_Calm", EXPERIMENT);
        DatasetStatus status = system.awaitReport("Task900_Calm", PATIENCE);
        undisturbed =
                system.results(new VersionId("Task900_Calm", status.version().orElseThrow()));
        assertThat(undisturbed).hasSizeGreaterThanOrEqualTo(8);
    }

    @AfterAll
    static void close() throws Exception {
        system.close();
    }

    @Test
    void goesOnAfterAStoreThatRefusedAMinuteWhileCasesWereFingerprinted() throws Exception {
        endsTheSame("Task901_Refused", "fingerprint", Duration.ofSeconds(60), system.storeProxy()::refuse);
    }

    @Test
    void goesOnAfterAStoreThatWasBusyAMinuteWhileCasesWereChecked() throws Exception {
        endsTheSame("Task902_Busy", "checked", Duration.ofSeconds(60), system.storeProxy()::answerUnavailable);
    }

    @Test
    void goesOnAfterAStoreThatCutItsConnectionsWhileANetworkWasTrained() throws Exception {
        endsTheSame("Task903_Cut", "epoch", Duration.ofSeconds(20), system.storeProxy()::cut);
    }

    @Test
    void goesOnAfterAStoreThatHungWhileANetworkWasTrained() throws Exception {
        endsTheSame("Task904_Hung", "epoch", Duration.ofSeconds(70), system.storeProxy()::stall);
    }

    @Test
    void goesOnAfterABrokerThatWasAwayForMinutesWhileANetworkWasTrained() throws Exception {
        endsTheSame("Task905_NoBroker", "epoch", Duration.ofSeconds(150), system::stopBroker);
    }

    /** The long form, with MinIO's server and three brokers, is the command {@code chaos}. */
    @ParameterizedTest
    @ValueSource(longs = {1})
    void goesOnAfterManyFaultsInARandomOrder(long seed) throws Exception {
        Random random = new Random(seed);
        long dead = system.deadLetters();
        String dataset = "Task91" + seed + "_Chaos";
        system.upload(dataset, EXPERIMENT);
        List<RandomFault> faults = new ArrayList<>(List.of(
                FaultsFullIT::killService,
                FaultsFullIT::killService,
                FaultsFullIT::killService,
                FaultsFullIT::awayBroker,
                r -> disturbStore(r, system.storeProxy()::cut),
                r -> disturbStore(r, system.storeProxy()::refuse),
                r -> disturbStore(r, system.storeProxy()::stall),
                r -> disturbStore(r, system.storeProxy()::answerUnavailable),
                r -> disturbStore(r, () -> system.storeProxy().cutAnswersAfter(r.nextInt(100_000)))));
        Collections.shuffle(faults, random);
        for (RandomFault fault : faults) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(2000));
            fault.strike(random);
        }

        DatasetStatus status = system.awaitReport(dataset, PATIENCE);

        assertThat(system.results(new VersionId(dataset, status.version().orElseThrow())))
                .isEqualTo(undisturbed);
        assertThat(status.failures()).isEmpty();
        assertThat(system.deadLetters()).isEqualTo(dead);
    }

    private static void killService(Random random) {
        List<ServiceKind> kinds = List.of(ServiceKind.values());
        ServiceKind kind = kinds.get(random.nextInt(kinds.size()));
        Optional.ofNullable(system.pids().get(kind))
                .flatMap(ProcessHandle::of)
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    private static void awayBroker(Random random) throws Exception {
        system.stopBroker();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(3000));
        system.startBroker();
    }

    private static void disturbStore(Random random, Runnable disturbance) throws InterruptedException {
        disturbance.run();
        TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(4000));
        system.storeProxy().heal();
    }

    /** Returns when the fault is over. */
    @FunctionalInterface
    private interface RandomFault {
        void strike(Random random) throws Exception;
    }

    private static void endsTheSame(String dataset, String moment, Duration outage, Runnable fault) throws Exception {
        long failed = system.records(Topic.WORK_FAILED.topicName());
        long dead = system.deadLetters();
        Map<ServiceKind, Long> pids = system.pids();
        Map<ServiceKind, Integer> lines = lines();
        system.upload(dataset, EXPERIMENT);
        system.await(dataset, PATIENCE, status -> isReached(status, moment));
        fault.run();
        TimeUnit.MILLISECONDS.sleep(outage.toMillis());
        Map<ServiceKind, Integer> linesAfter = lines();
        system.storeProxy().heal();
        if (moment.equals("epoch") && dataset.contains("NoBroker")) {
            system.startBroker();
        }
        long healed = System.nanoTime();

        DatasetStatus status = system.awaitReport(dataset, PATIENCE);

        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - healed);
        System.out.printf("%s: report %d s after the end of the outage%n", dataset, seconds);
        assertThat(system.results(new VersionId(dataset, status.version().orElseThrow())))
                .isEqualTo(undisturbed);
        assertThat(status.failures()).isEmpty();
        assertThat(system.records(Topic.WORK_FAILED.topicName())).isEqualTo(failed);
        assertThat(system.deadLetters()).isEqualTo(dead);
        assertThat(system.pids()).as("no service had to be started afresh").isEqualTo(pids);
        linesAfter.forEach((service, after) -> assertThat(after - lines.get(service))
                .as("lines of %s in %s of outage", service, outage)
                .isLessThan(60));
        assertThat(seconds).isLessThan(LONGEST_PAUSE.plusMinutes(2).toSeconds());
    }

    private static boolean isReached(DatasetStatus status, String moment) {
        if (moment.equals("epoch")) {
            return status.folds().stream().anyMatch(f -> f.epoch() > 0);
        }
        return status.stages().stream().anyMatch(s -> s.name().lowerCase().equals(moment) && s.done() > 0);
    }

    private static Map<ServiceKind, Integer> lines() throws Exception {
        Map<ServiceKind, Integer> lines = new EnumMap<>(ServiceKind.class);
        for (ServiceKind kind : ServiceKind.values()) {
            lines.put(kind, system.log(kind).size());
        }
        return lines;
    }
}
