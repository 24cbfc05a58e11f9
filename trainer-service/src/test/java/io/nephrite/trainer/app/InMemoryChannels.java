package io.nephrite.trainer.app;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import java.util.HashMap;
import java.util.Map;

/** Channels without a broker. */
public final class InMemoryChannels implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>();
        settings.putAll(InMemoryConnector.switchIncomingChannelsToInMemory(
                "training-requested",
                "prediction-requested",
                "fold-trained",
                "configuration-selected",
                "image-prediction-requested"));
        settings.putAll(InMemoryConnector.switchOutgoingChannelsToInMemory("events"));
        return settings;
    }

    @Override
    public void stop() {
        InMemoryConnector.clear();
    }
}
