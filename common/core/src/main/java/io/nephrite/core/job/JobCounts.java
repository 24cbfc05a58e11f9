package io.nephrite.core.job;

import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.JobFolder;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many jobs of a queue there are: for whoever decides how many workers run.
 *
 * @param open jobs that a worker has or that wait for one; those that people have paused do not count
 * @param running those of the open ones whose worker gives a sign of life
 * @param paused jobs that wait until somebody resumes them
 * @param oldestHeartbeat age of the oldest sign of life among the running; zero where none runs
 */
public record JobCounts(int open, int running, int paused, Duration oldestHeartbeat) {
    /** In whose name the store's clock is read. */
    private static final String OBSERVER = "job-counts";

    /**
     * Looks at the store, and at its clock, since that of this machine may differ.
     *
     * @param queue such as {@link TrainerJobs#QUEUE}
     * @param lease age of a heartbeat after which a job counts as orphaned
     */
    public static JobCounts of(ObjectStore store, String queue, Duration lease) {
        OpenJobs jobs = new OpenJobs(store, queue);
        Set<String> ids = jobs.ids();
        Set<String> paused = jobs.paused().keySet();
        int running = 0;
        Duration oldest = Duration.ZERO;
        JobFolder keys = JobFolder.of(queue);
        Map<String, ObjectInfo> claims = newestClaims(store, keys);
        if (!claims.isEmpty()) {
            Instant now = now(store, keys);
            for (Map.Entry<String, ObjectInfo> claim : claims.entrySet()) {
                Duration age = Duration.between(claim.getValue().lastModified(), now);
                if (ids.contains(claim.getKey())
                        && !paused.contains(claim.getKey())
                        && age.compareTo(lease) <= 0
                        && isHeld(store, claim.getValue())) {
                    running++;
                    oldest = age.compareTo(oldest) > 0 ? age : oldest;
                }
            }
        }
        int stopped = (int) paused.stream().filter(ids::contains).count();
        return new JobCounts(ids.size() - stopped, running, stopped, oldest);
    }

    private static Map<String, ObjectInfo> newestClaims(ObjectStore store, JobFolder keys) {
        Map<String, ObjectInfo> newest = new TreeMap<>();
        // keys are listed in the order of the claims' numbers
        store.list(keys.claims()).forEach(claim -> newest.put(keys.jobOfClaim(claim.key()), claim));
        return newest;
    }

    private static boolean isHeld(ObjectStore store, ObjectInfo claim) {
        return store.find(claim.key())
                .map(body -> Json.read(body, Claim.class))
                .filter(held -> !held.released())
                .isPresent();
    }

    private static Instant now(ObjectStore store, JobFolder keys) {
        String key = keys.clock(OBSERVER);
        store.put(key, new byte[0]);
        return store.stat(key).orElseThrow().lastModified();
    }
}
