package io.nephrite.planner.app;

import io.nephrite.testkit.ChannelsContract;

class ChannelsTest extends ChannelsContract {
    ChannelsTest() {
        super(
                "dataset-sealed",
                "case-fingerprinted",
                "work-failed",
                "plans-created",
                "case-preprocessed",
                "case-predicted");
    }
}
