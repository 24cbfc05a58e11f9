package io.nephrite.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.store.InMemoryObjectStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldJournalTest {
    private static final FoldId FOLD = new VersionId("D", "V").fold("3d_fullres", "0");

    private final InMemoryObjectStore results = new InMemoryObjectStore();

    @Test
    void fieldsAreInTheOrderOfTheirNamesAndThoseOfAnEpochAsTheyAreDeclared() {
        FoldJournal journal = JournalExamples.of(List.of("slow"), JournalExamples.epoch(2, 12, -0.5));

        assertThat(new String(Json.bytes(journal), UTF_8))
                .isEqualTo("{\"classes\":[\"kidney\",\"tumor\"],\"configuration\":\"3d_fullres\","
                        + "\"device\":{\"device\":\"cpu\",\"library\":\"2.7.1\",\"precision\":\"fp32\"},\"epochs\":[{\"epoch\":2,"
                        + "\"epochs\":12,\"trainLoss\":-0.5,\"validationLoss\":-0.5,\"pseudoDice\":[0.8,0.4],"
                        + "\"perImageDice\":[0.8,0.4],\"meanPseudoDice\":0.6,\"emaPseudoDice\":0.6,\"improved\":true,"
                        + "\"learningRate\":0.01,\"started\":\"1970-01-01T00:00:00Z\",\"seconds\":90.0,"
                        + "\"iterationsPerSecond\":2.5,\"dataWaitShare\":0.0,\"etaSeconds\":810.0}],\"fold\":\"0\","
                        + "\"parameters\":1000,\"plan\":{},\"seed\":12345,\"settings\":{},\"training\":[\"case_00001\"],"
                        + "\"validation\":[\"case_00000\"],\"warnings\":[\"slow\"]}");
    }

    @Test
    void comesBackFromTheStore() {
        FoldJournal journal = JournalExamples.of(List.of("slow"), JournalExamples.epoch(2, 12, -0.5));
        results.put(FoldFolder.of(FOLD).journal(), Json.pretty(journal));

        assertThat(FoldJournal.find(results, FOLD)).contains(journal);
        assertThat(journal.newestEpoch()).contains(JournalExamples.epoch(2, 12, -0.5));
    }

    @Test
    void thereIsNoneBeforeTheFirstEpoch() {
        assertThat(FoldJournal.find(results, FOLD)).isEmpty();
    }
}
