package io.nephrite.preprocess.app;

import io.nephrite.testkit.ChannelsContract;

class ChannelsTest extends ChannelsContract {
    ChannelsTest() {
        super("fingerprint-requested", "preprocessing-requested");
    }
}
