package io.nephrite.trainer.app;

import io.nephrite.testkit.ChannelsContract;

class ChannelsTest extends ChannelsContract {
    ChannelsTest() {
        super(
                "training-requested",
                "prediction-requested",
                "fold-trained",
                "configuration-selected",
                "image-prediction-requested");
    }
}
