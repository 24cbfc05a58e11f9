package io.nephrite.core.job;

import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
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
    private static final String ENDING = ".json";

    private final ObjectStore store;
    private final String root;

    /** @param queue such as {@link TrainerJobs#QUEUE} */
    public OpenJobs(ObjectStore store, String queue) {
        this.store = store;
        this.root = ObjectKeys.jobs(queue);
    }

    /** Ids of the jobs that have not ended; one listing. */
    public Set<String> ids() {
        return store.list(root + "open/").stream()
                .map(object -> id(object, root + "open/"))
                .collect(Collectors.toSet());
    }

    /** Ids of the jobs that wait until somebody resumes them, and since when they do. */
    public Map<String, Instant> paused() {
        String folder = root + "control/";
        Map<String, Instant> paused = new TreeMap<>();
        for (ObjectInfo object : store.list(folder)) {
            Optional<JobControl> wish = store.find(object.key()).map(b -> Json.read(b, JobControl.class));
            if (wish.equals(Optional.of(JobControl.PAUSE))) {
                paused.put(id(object, folder), object.lastModified());
            }
        }
        return paused;
    }

    private static String id(ObjectInfo object, String folder) {
        return object.key().substring(folder.length(), object.key().length() - ENDING.length());
    }
}
