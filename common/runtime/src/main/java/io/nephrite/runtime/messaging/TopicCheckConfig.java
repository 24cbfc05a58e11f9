package io.nephrite.runtime.messaging;

import io.nephrite.runtime.setting.DurationOrZero;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import java.time.Duration;

/** How a missing topic is treated at the start. */
@ConfigMapping(prefix = "nephrite.topic-check")
interface TopicCheckConfig {
    /** False where there is no broker: in tests. */
    boolean enabled();

    /** How long to wait for the topics of a broker that answers. */
    @WithConverter(DurationOrZero.class)
    Duration patience();
}
