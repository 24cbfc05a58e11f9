package io.nephrite.eval.app;

import io.nephrite.runtime.setting.DurationOrZero;
import io.nephrite.runtime.setting.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How lost work is looked for. */
@ConfigMapping(prefix = "nephrite.sweep")
interface SweepConfig {
    /** When to look at all datasets: as {@link #pause}, or {@code off} for never. */
    String every();

    /** Time between two looks. */
    @WithConverter(PositiveDuration.class)
    Duration pause();

    /**
     * How long the same may be missing, while other work is under way, before it is asked for again, and how long work
     * may stand still before the status calls it overdue; {@code NEPHRITE_PATIENCE} sets it everywhere.
     */
    @WithDefault("${NEPHRITE_PATIENCE:10m}")
    @WithConverter(PositiveDuration.class)
    Duration patience();

    /** Time from the start to the first look. */
    @WithConverter(DurationOrZero.class)
    Duration delay();
}
