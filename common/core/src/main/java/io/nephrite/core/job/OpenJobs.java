package io.nephrite.core.job;

import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.JobFolder;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What anybody can see of a queue: which jobs are open, and which of them people have paused. Thread-safe. */
public final class OpenJobs {
    private final ObjectStore store;
    private final JobFolder keys;

    /** @param queue such as {@link TrainerJobs#QUEUE} */
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
