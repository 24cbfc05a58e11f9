package io.nephrite.trainer.app;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.time.Duration;

/** Where this service keeps volumes, and how it takes jobs. */
@ConfigMapping(prefix = "nephrite.trainer")
interface TrainerConfig {
    /** Folder for unpacked volumes and this worker's name. */
    Path cache();

    /** What the volumes may take of the disk, GiB. */
    double cacheGib();

    /** How long a shutdown waits for the running step and its checkpoint. */
    Duration grace();

    /** Runs of a job without progress that may end in a crash or a transient failure. */
    int attempts();
}
