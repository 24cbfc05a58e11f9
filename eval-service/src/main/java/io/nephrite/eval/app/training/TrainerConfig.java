package io.nephrite.eval.app.training;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** Where the trainer's REST is, which wishes of people go to. */
@ConfigMapping(prefix = "nephrite.trainer")
interface TrainerConfig {
    /** Of any trainer, such as {@code http://trainer-service:8080}: a wish is written, and whoever trains heeds it. */
    URI url();
}
