package io.nephrite.runtime.job;

import io.nephrite.runtime.setting.CountOrZero;
import io.nephrite.runtime.setting.NumberOrZero;
import io.nephrite.runtime.setting.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import java.time.Duration;

/** The settings for the work of one process: threads, memory and the time of a lease. */
@ConfigMapping(prefix = "nephrite.work")
public interface WorkConfig {
    /** Threads; 0 takes all processors of the machine. */
    @WithConverter(CountOrZero.class)
    int threads();

    /** Memory for voxels, GiB; 0 takes three quarters of the heap. */
    @WithConverter(NumberOrZero.class)
    double memoryGib();

    /** Age of a heartbeat after which a job counts as orphaned. */
    @WithConverter(PositiveDuration.class)
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
