package io.nephrite.ingest.app;

import io.nephrite.runtime.setting.DurationOrZero;
import io.nephrite.runtime.setting.PositiveDuration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of this service. */
@ConfigMapping(prefix = "nephrite.ingest")
public interface IngestConfig {
    /** How long nothing must change in a dataset before it is sealed unasked. */
    @WithDefault("2s")
    @WithConverter(DurationOrZero.class)
    Duration settle();

    /** How long a check may take before it is asked for again: its event may have been lost. */
    @WithDefault("120s")
    @WithConverter(PositiveDuration.class)
    Duration overdue();

    /**
     * How often datasets that are ready are looked for; {@code off} for never. The scheduler does no less than a
     * second.
     */
    @WithDefault("1s")
    String sealEvery();

    /** How often the whole bucket is listed for what events have missed; {@code off} for never. */
    @WithDefault("60s")
    String reconcileEvery();

    /** How long a call that asks for a changed dataset's seal waits for it; below what clients wait for an answer. */
    @WithDefault("15s")
    @WithConverter(DurationOrZero.class)
    Duration answerPatience();

    /** How long a dataset may stand still before a warning is sent; {@code NEPHRITE_PATIENCE} sets it everywhere. */
    @WithDefault("${NEPHRITE_PATIENCE:10m}")
    @WithConverter(PositiveDuration.class)
    Duration patience();
}
