package io.nephrite.eval.app;

import io.nephrite.testkit.ChannelsContract;

class ChannelsTest extends ChannelsContract {
    ChannelsTest() {
        super("case-predicted", "case-evaluated", "fold-evaluated", "configuration-selected", "work-failed");
    }
}
