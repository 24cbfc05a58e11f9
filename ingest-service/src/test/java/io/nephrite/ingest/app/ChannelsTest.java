package io.nephrite.ingest.app;

import io.nephrite.testkit.ChannelsContract;

class ChannelsTest extends ChannelsContract {
    ChannelsTest() {
        super("object-events", "case-check-requested", "case-checked");
    }
}
