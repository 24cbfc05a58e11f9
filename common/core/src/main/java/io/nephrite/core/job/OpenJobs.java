package io.nephrite.core.job;

import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.JobFolder;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the state of a queue: which jobs are open, and which of them users have paused. Thread-safe. */
public final class OpenJobs {
    private final ObjectStore store;
    private final JobFolder keys;

    /**
     * Makes a reader of one queue.
     *
     * @param queue such as {@link TrainerJobs#QUEUE}
     */
    public OpenJobs(ObjectStore store, String queue) {
        this.store = store;
        this.keys = JobFolder.of(queue);
    }

    /** Ids of the jobs that have not ended; one listing. */
    public Set<String> ids() {
        return store.list(keys.open()).stream()
                .map(object -> keys.jobId(object.key()))
                .collect(Collectors.toSet());
    }

    /** Ids of the open jobs that work for a dataset, ascending; reads every open job. */
    public List<String> ofDataset(String dataset) {
        return store.list(keys.open()).stream()
                .filter(object -> store.find(object.key())
                        .map(body -> Json.read(body, Job.class))
                        .filter(job -> job.dataset().equals(dataset))
                        .isPresent())
                .map(object -> keys.jobId(object.key()))
                .toList();
    }

    /**
     * Who has a job.
     *
     * @param worker its lasting name
     * @param heartbeat when it was last heard of
     * @param work kind of work
     * @param dataset that the job works for
     * @param unit what of it, such as {@code 3d_fullres fold 0 case_00001}; empty where the job names none of these
     */
    public record Holder(String jobId, String worker, Instant heartbeat, String work, String dataset, String unit) {
        private static Holder of(Job job, Claim claim, Instant heartbeat) {
            StringJoiner unit = new StringJoiner(" ");
            job.event().path("configuration").asText("").lines().forEach(unit::add);
            job.event().path("fold").asText("").lines().forEach(fold -> unit.add("fold " + fold));
            String caseId = job.event().path("caseId").asText("");
            (caseId.isEmpty() ? job.event().at("/files/caseId").asText("") : caseId)
                    .lines()
                    .forEach(unit::add);
            return new Holder(
                    job.id(), claim.worker().name(), heartbeat, job.work().label(), job.dataset(), unit.toString());
        }
    }

    /** The open jobs that somebody has, by id; one listing, and two small objects for each of them. */
    public List<Holder> holders() {
        Map<String, ObjectInfo> newest = new TreeMap<>();
        for (ObjectInfo claim : store.list(keys.claims())) {
            newest.put(keys.jobOfClaim(claim.key()), claim); // ascending: the newest claim comes last
        }
        return newest.entrySet().stream()
                .flatMap(held -> holder(held.getKey(), held.getValue()).stream())
                .toList();
    }

    private Optional<Holder> holder(String jobId, ObjectInfo newest) {
        return store.find(newest.key())
                .map(body -> Json.read(body, Claim.class))
                .filter(claim -> !claim.released())
                .flatMap(claim -> store.find(keys.open(jobId))
                        .map(body -> Holder.of(Json.read(body, Job.class), claim, newest.lastModified())));
    }

    /** Ids of the jobs that wait until somebody resumes them, and since when they do. */
    public Map<String, Instant> paused() {
        Map<String, Instant> paused = new TreeMap<>();
        for (ObjectInfo object : store.list(keys.controls())) {
            Optional<JobControl> wish = store.find(object.key()).map(b -> Json.read(b, JobControl.class));
            if (wish.equals(Optional.of(JobControl.PAUSE))) {
                paused.put(keys.jobId(object.key()), object.lastModified());
            }
        }
        return paused;
    }
}
