package io.nephrite.testkit.quarkus;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All channels of a service without a broker, nothing on a timer (a test says when), and no login. What else a test sets is given
 * as arguments of the resource, name and value.
 */
public final class InMemoryChannels implements QuarkusTestResourceLifecycleManager {
    private static final Pattern CONNECTOR =
            Pattern.compile("mp\\.messaging\\.(incoming|outgoing)\\.([a-z-]+)\\.connector");

    /** Where a service names its channels, and where the runtime names those of all services. */
    private static final List<String> SETTINGS =
            List.of("application.properties", "META-INF/microprofile-config.properties");

    private Map<String, String> settingsOfTheTest = Map.of();

    @Override
    public void init(Map<String, String> arguments) {
        settingsOfTheTest = Map.copyOf(arguments);
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>();
        for (String name : namesOfSettings().stringPropertyNames()) {
            Matcher connector = CONNECTOR.matcher(name);
            if (connector.matches()) {
                String channel = connector.group(2);
                settings.putAll(
                        connector.group(1).equals("incoming")
                                ? InMemoryConnector.switchIncomingChannelsToInMemory(channel)
                                : InMemoryConnector.switchOutgoingChannelsToInMemory(channel));
            }
        }
        settings.put("nephrite.topic-check.enabled", "false");
        settings.put("quarkus.scheduler.enabled", "false");
        settings.put("nephrite.login.mode", "none");
        settings.putAll(settingsOfTheTest);
        return settings;
    }

    private static Properties namesOfSettings() {
        Properties properties = new Properties();
        try {
            for (String name : SETTINGS) {
                for (URL file : Collections.list(
                        Thread.currentThread().getContextClassLoader().getResources(name))) {
                    try (InputStream in = file.openStream()) {
                        properties.load(in);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    @Override
    public void stop() {
        InMemoryConnector.clear();
    }
}
