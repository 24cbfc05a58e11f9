package io.nephrite.trainer.app;

import io.nephrite.runtime.setting.DurationOrZero;
import io.nephrite.runtime.setting.PositiveCount;
import io.nephrite.runtime.setting.PositiveNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import java.nio.file.Path;
import java.time.Duration;

/** Where this service keeps volumes, and how it takes jobs. */
@ConfigMapping(prefix = "nephrite.trainer")
interface TrainerConfig {
    /** Folder for unpacked volumes and this worker's name. */
    Path cache();

    /** {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}. */
    String device();

    /** Folder in which the trainers of a machine say which of its GPUs they use. */
    Path deviceClaims();

    /** What the volumes may take of the disk, GiB. */
    @WithConverter(PositiveNumber.class)
    double cacheGib();

    /** {@code all}, or {@code predictions}: a trainer of which no image waits for a training. */
    JobKinds jobs();

    /** How long a shutdown waits for the running step and its checkpoint. */
    @WithConverter(DurationOrZero.class)
    Duration grace();

    /** Runs of a job without progress that may end in a crash or a transient failure. */
    @WithConverter(PositiveCount.class)
    int attempts();
}
