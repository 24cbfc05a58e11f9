package io.nephrite.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.store.StoreFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of one service with the same {@code NEPHRITE_MEMBER}, as a copied settings file makes them. */
class SameMemberIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String DATASET = "Task001_Twice";

    @TempDir
    Path folder;

    private final List<PackagedIngest> services = new ArrayList<>();

    @AfterEach
    void endServices() throws InterruptedException {
        for (PackagedIngest service : services) {
            service.end();
        }
    }

    @Test
    void saysThatANameIsUsedTwiceAndTheWorkGoesOn() throws Exception {
        try (StoreFixture shared = new StoreFixture(folder)) {
            // the launcher gives the same name to every process of a kind: there is only one
            for (String one : List.of("first", "second")) {
                services.add(PackagedIngest.start(folder.resolve(one), Namespace.WHOLE, shared));
            }
            services.get(0).awaitReady();

            await().atMost(PATIENCE).until(() -> said().contains("the same NEPHRITE_MEMBER"));
            assertThat(said().lines().filter(line -> line.contains("the same NEPHRITE_MEMBER")))
                    .allSatisfy(line -> assertThat(line)
                            .contains("ERROR")
                            .contains("Give every process a name of its own, or none"));

            PhantomDataset.write(folder.resolve(DATASET), 2, 7, PhantomSize.TINY);
            ServiceClient client = PackagedIngest.client(Namespace.WHOLE, shared);
            client.upload()
                    .mirror(
                            DatasetFolder.open(folder.resolve(DATASET)),
                            Map.of(ObjectKeys.GOAL_FILE, Json.bytes(new Goal(Milestone.CHECKED))),
                            false,
                            (files, of, bytes) -> {});
            await().atMost(PATIENCE)
                    .until(() -> CurrentVersion.find(client.results(), DATASET).isPresent());
        }
    }

    private String said() throws IOException {
        StringBuilder said = new StringBuilder();
        for (PackagedIngest service : services) {
            said.append(service.said());
        }
        return said.toString();
    }
}
