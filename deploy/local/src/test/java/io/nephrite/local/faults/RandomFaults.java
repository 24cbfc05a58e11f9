package io.nephrite.local.faults;

import io.nephrite.local.service.ServiceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Faults whose victim and length are drawn: each is over, and what it stopped runs again, when its method returns. The
 * services have been given shorter leases than usual, so that a stop outlasts lease and session within half a minute.
 */
final class RandomFaults {
    /** Longer than the session of a consumer (15 s) and the lease of a job. */
    private static final int STOP_SECONDS = 17;

    private final RealSystem system;
    private final Random random;

    /** @param random decides of victims and lengths; the same draws follow from the same seed */
    RandomFaults(RealSystem system, Random random) {
        this.system = system;
        this.random = random;
    }

    /** Of every kind one, in an order that does not change. */
    List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>(List.of(
                new Kind("service killed", this::killService),
                new Kind("service stopped", this::stopService),
                new Kind("broker killed", this::killBroker),
                new Kind("two brokers killed", this::killTwoBrokers),
                new Kind("broker stopped", this::stopBroker),
                new Kind("store killed", this::killStore),
                new Kind("store stopped", this::stopStore),
                new Kind("store cut", () -> disturb(system.storeProxy()::cut, 200, 8000)),
                new Kind("store refused", () -> disturb(system.storeProxy()::refuse, 200, 8000)),
                new Kind("store stalled", () -> disturb(system.storeProxy()::stall, 1000, 20_000)),
                new Kind("store answers 503", () -> disturb(system.storeProxy()::answerUnavailable, 200, 10_000)),
                new Kind("answers of the store cut", this::cutAnswers),
                new Kind("replica started or ended", this::changeReplicas),
                new Kind("events doubled and reordered", this::repeatEvents),
                new Kind("notifications of uploads lost", this::loseNotifications),
                new Kind("offsets of a group deleted", this::deleteOffsets)));
        for (Path disk : List.of(system.storeDisk(), trainersCache())) {
            kinds.add(new Kind(
                    disk.equals(system.storeDisk()) ? "store's disk full" : "trainer's cache full",
                    () -> fillDisk(disk)));
        }
        return kinds;
    }

    private Path trainersCache() {
        return cacheOf(system.work(), ServiceKind.TRAINER.serviceName());
    }

    static Path cacheOf(Path work, String process) {
        return work.resolve("cache").resolve(process);
    }

    /** Only one of several kinds of a fault can be done here. */
    static boolean canBeFilled(Path disk) throws IOException {
        return Files.isDirectory(disk) && SmallDisk.isAt(disk);
    }

    private String killService() throws Exception {
        String name = anyService();
        system.service(name).kill();
        int pause = pause(0, 3000);
        system.service(name).start();
        return name + " for " + pause + " ms";
    }

    private String stopService() throws Exception {
        String name = anyService();
        int seconds = STOP_SECONDS + random.nextInt(8);
        stop(system.service(name), seconds * 1000);
        return name + " for " + seconds + " s";
    }

    private String killBroker() throws Exception {
        int number = random.nextInt(system.brokers().count());
        system.brokers().process(number).kill();
        int pause = pause(0, 6000);
        system.brokers().start();
        return "broker " + (number + 1) + " for " + pause + " ms";
    }

    /** Nothing can be written to the topics meanwhile: that takes two of three. */
    private String killTwoBrokers() throws Exception {
        int alive = random.nextInt(system.brokers().count());
        for (int number = 0; number < system.brokers().count(); number++) {
            if (number != alive) {
                system.brokers().process(number).kill();
            }
        }
        int pause = pause(0, 4000);
        system.startBroker();
        return "all but broker " + (alive + 1) + " for " + pause + " ms";
    }

    private String stopBroker() throws Exception {
        int number = random.nextInt(system.brokers().count());
        int milliseconds = 1000 + random.nextInt(14_000);
        stop(system.brokers().process(number), milliseconds);
        return "broker " + (number + 1) + " for " + milliseconds + " ms";
    }

    private String killStore() throws Exception {
        system.minioProcess().kill();
        int pause = pause(0, 4000);
        system.startStore();
        return "for " + pause + " ms";
    }

    private String stopStore() throws Exception {
        int milliseconds = 1000 + random.nextInt(19_000);
        stop(system.minioProcess(), milliseconds);
        return "for " + milliseconds + " ms";
    }

    private static void stop(ChildProcess process, int milliseconds) throws Exception {
        process.suspend();
        try {
            TimeUnit.MILLISECONDS.sleep(milliseconds);
        } finally {
            process.resume();
        }
    }

    private String cutAnswers() throws Exception {
        int bytes = random.nextInt(100_000);
        return disturb(() -> system.storeProxy().cutAnswersAfter(bytes), 200, 8000) + " after " + bytes + " bytes";
    }

    private String disturb(Runnable disturbance, int fromMs, int toMs) throws Exception {
        disturbance.run();
        try {
            return "for " + pause(fromMs, toMs) + " ms";
        } finally {
            system.storeProxy().heal();
        }
    }

    /** A second process of a kind that may have several comes, or goes: in good order or killed. */
    private String changeReplicas() throws Exception {
        ServiceKind kind = random.nextBoolean() ? ServiceKind.PREPROCESS : ServiceKind.TRAINER;
        String name = kind.serviceName() + "-two";
        boolean isKilled = random.nextBoolean();
        if (!system.has(name)) {
            system.add(kind, name);
            return name + " started";
        }
        if (isKilled) {
            system.service(name).kill();
        }
        system.remove(name);
        return name + (isKilled ? " killed for good" : " ended");
    }

    private String repeatEvents() throws Exception {
        List<ConsumerRecord<byte[], byte[]>> all = system.records().all();
        List<ProducerRecord<byte[], byte[]>> again = new ArrayList<>();
        all.forEach(r -> again.add(new ProducerRecord<>(r.topic(), null, r.key(), r.value(), r.headers())));
        Collections.shuffle(again, random);
        // not more than a busy minute's: what is sent is sent again by the next fault of this kind
        List<ProducerRecord<byte[], byte[]>> some = again.subList(0, Math.min(again.size(), 300));
        system.records().send(some);
        return some.size() + " records";
    }

    private String loseNotifications() throws Exception {
        String ingest = ServiceKind.INGEST.serviceName();
        system.service(ingest).kill();
        try {
            Records.onceMembersHaveLeft(() -> system.records().skipObjectEvents(ingest));
        } finally {
            system.service(ingest).start();
        }
        return "all that had not been read";
    }

    private String deleteOffsets() throws Exception {
        List<ServiceKind> kinds = List.of(ServiceKind.values());
        ServiceKind kind = kinds.get(random.nextInt(kinds.size()));
        List<String> members = system.serviceNames().stream()
                .filter(name -> name.startsWith(kind.serviceName()))
                .toList();
        for (String name : members) {
            system.service(name).close();
        }
        try {
            Records.onceMembersHaveLeft(() -> system.records().deleteGroups(List.of(kind.serviceName())));
        } finally {
            for (String name : members) {
                system.service(name).start();
            }
        }
        return kind.serviceName();
    }

    private String fillDisk(Path disk) throws Exception {
        if (!canBeFilled(disk)) {
            return "skipped: " + disk.getFileName() + " is no disk of its own";
        }
        SmallDisk.fill(disk);
        try {
            return "for " + pause(1000, 12_000) + " ms";
        } finally {
            SmallDisk.makeRoom(disk);
        }
    }

    private String anyService() {
        List<String> names = system.serviceNames();
        return names.get(random.nextInt(names.size()));
    }

    private int pause(int fromMs, int toMs) throws InterruptedException {
        int milliseconds = fromMs + random.nextInt(toMs - fromMs);
        TimeUnit.MILLISECONDS.sleep(milliseconds);
        return milliseconds;
    }

    /**
     * @param name for the table
     * @param strike does it, and says to whom and for how long
     */
    record Kind(String name, Strike strike) {}

    /** Returns when the fault is over. */
    @FunctionalInterface
    interface Strike {
        String strike() throws Exception;
    }
}
