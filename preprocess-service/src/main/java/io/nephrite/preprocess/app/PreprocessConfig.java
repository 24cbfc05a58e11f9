package io.nephrite.preprocess.app;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Where this service keeps files for a moment. */
@ConfigMapping(prefix = "nephrite.preprocess")
interface PreprocessConfig {
    /** Folder for packed volumes on their way to the store: as large as the cases in work. */
    Path scratch();
}
