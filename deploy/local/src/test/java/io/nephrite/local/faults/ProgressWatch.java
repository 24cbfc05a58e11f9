package io.nephrite.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.identity.VersionId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Looks at a dataset's status again and again beside whatever else is done, and remembers when it went on. */
final class ProgressWatch {
    private final Trial trial;
    private final Predicate<VersionId> isAllThere;
    private final List<Long> moves = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile Optional<VersionId> done = Optional.empty();

    /** @param isAllThere whether a version that has its report has all the rest too */
    ProgressWatch(Trial trial, Predicate<VersionId> isAllThere) {
        this.trial = trial;
        this.isAllThere = isAllThere;
        this.thread = new Thread(this::watch, "progress-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        String last = "";
        try {
            while (done.isEmpty()) {
                String now = trial.progressNow();
                if (!now.equals(last)) {
                    last = now;
                    moves.add(System.nanoTime());
                }
                done = reported();
                TimeUnit.MILLISECONDS.sleep(200);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<VersionId> reported() {
        Optional<JsonNode> status = trial.status().filter(s -> s.hasNonNull("reportKey"));
        try {
            return status.map(s ->
                            new VersionId(trial.dataset(), s.path("version").asText()))
                    .filter(isAllThere);
        } catch (RuntimeException e) {
            // the store is away, as it is meant to be
            return Optional.empty();
        }
    }

    /** The version that has its report and all the rest. */
    Optional<VersionId> done() {
        return done;
    }

    /**
     * Waits until a version is sealed.
     *
     * @return the version, empty where it does not come in time
     */
    Optional<VersionId> await(long seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (done.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return done;
    }

    /** Seconds from then to the next progress; empty where none came. */
    OptionalDouble secondsToProgress(long since) {
        return moves.stream()
                .filter(move -> move > since)
                .mapToDouble(move -> (move - since) / 1e9)
                .findFirst();
    }

    /** Nobody looks any more when it returns, so that the trial may be asked again. */
    void end() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
