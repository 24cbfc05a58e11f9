package io.nephrite.eval.app.page;

import io.nephrite.runtime.setting.PositiveCount;
import io.nephrite.runtime.setting.PositiveNumber;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Settings of the page. */
@ConfigMapping(prefix = "nephrite.page")
interface PageConfig {
    /** Folder for scratch files of the volumes that were looked at. */
    Path cache();

    /** What they may take there, GiB. */
    @WithDefault("4")
    @WithConverter(PositiveNumber.class)
    double cacheGib();

    /** How long a live part of a page is shown again where no event has come since it was made. */
    @WithDefault("PT1S")
    Duration partsKept();

    /** Whether this service refuses everything that changes something, and the page draws no controls for it. */
    @WithDefault("false")
    boolean readOnly();

    /** Pictures that may wait to be made; a request beyond is answered with 429. */
    @WithDefault("64")
    @WithConverter(PositiveCount.class)
    int queue();
}
