package io.nephrite.runtime.job;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** What the work of one process may take. */
@ConfigMapping(prefix = "nephrite.work")
public interface WorkConfig {
    /** Threads; 0 takes all processors of the machine. */
    int threads();

    /** Memory for voxels, GiB; 0 takes three quarters of the heap. */
    double memoryGib();

    /** Age of a heartbeat after which a job counts as orphaned. */
    Duration lease();

    default int threadsHere() {
        return threads() > 0 ? threads() : Runtime.getRuntime().availableProcessors();
    }

    default long memoryBytesHere() {
        return memoryGib() > 0
                ? (long) (memoryGib() * (1L << 30))
                : Runtime.getRuntime().maxMemory() / 4 * 3;
    }
}
