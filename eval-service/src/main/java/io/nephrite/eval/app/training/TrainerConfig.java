package io.nephrite.eval.app.training;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** The address of the trainer's REST interface, to which the page's requests about trainings go. */
@ConfigMapping(prefix = "nephrite.trainer")
interface TrainerConfig {
    /**
     * The address of any trainer, such as {@code http://trainer-service:8080}. It stores the request for the one that
     * trains.
     */
    URI url();
}
