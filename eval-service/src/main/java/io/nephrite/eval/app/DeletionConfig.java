package io.nephrite.eval.app;

import io.nephrite.runtime.setting.DurationOrZero;
import io.nephrite.runtime.setting.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import java.time.Duration;

/** How datasets are deleted. */
@ConfigMapping(prefix = "nephrite.deletion")
interface DeletionConfig {
    /** When to go on with deletions, or {@code off} for never. */
    String every();

    /** Time from the start to the first look. */
    @WithConverter(DurationOrZero.class)
    Duration delay();

    /** How long nothing of the dataset may have come before it counts as deleted. */
    @WithConverter(DurationOrZero.class)
    Duration quiet();

    /** How long a worker may take to let a cancelled job go before it is taken for dead. */
    @WithConverter(PositiveDuration.class)
    Duration patience();
}
