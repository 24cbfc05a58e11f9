package io.nephrite.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingLineageTest {
    private final TrainingLineage first = lineage("v1", Optional.empty(), trained("a", "v1"), trained("b", "v1"));
    private final TrainingLineage second = lineage("v2", Optional.of(first), trained("b", "v2"), trained("c", "v2"));

    @Test
    void knowsTheCasesOfEveryTrainingOnTheWay() {
        assertThat(second.versions()).containsExactly("v2", "v1");
        assertThat(second.distinctCases()).isEqualTo(3);
        assertThat(second.seen(List.of(identity("a"), identity("c"), identity("d"))))
                .containsOnlyKeys("a", "c")
                .containsEntry("a", "trained on in version v1");
        assertThat(TrainingLineage.parse(Json.pretty(second))).isEqualTo(second);
    }

    @Test
    void namesTheSameCasesByTheSameHash() {
        assertThat(lineage("v3", Optional.empty(), trained("c", "v3"), trained("a", "v3"), trained("b", "v3"))
                        .trainingCasesHash())
                .isEqualTo(second.trainingCasesHash());
        assertThat(first.trainingCasesHash()).isNotEqualTo(second.trainingCasesHash());
    }

    @Test
    void knowsACaseUnderAnotherNameOrOfTheSamePatient() {
        CaseIdentity renamed = new CaseIdentity("x", List.of("other channel", "image of a"), Optional.empty());
        CaseIdentity replaced = new CaseIdentity("b", List.of("another image"), Optional.empty());
        CaseIdentity again = new CaseIdentity("y", List.of("image of y"), Optional.of("patient of b"));
        CaseIdentity stranger = new CaseIdentity("z", List.of("image of z"), Optional.of("patient of z"));
        assertThat(first.seen(List.of(renamed, replaced, again, stranger)))
                .containsOnlyKeys("x", "b", "y")
                .containsEntry("x", "has the image of a, trained on in version v1")
                .containsEntry("y", "of group patient of b like b, trained on in version v1");
    }

    @Test
    void refusesToGoOnAndSaysBothWaysOut() {
        Continuation continuation = new Continuation("v2", "3d_fullres", "0");
        assertThatThrownBy(() -> continuation.requireUnseen(second, List.of(identity("a"), identity("d"))))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_EXPERIMENT))
                .hasMessageContaining("/continueFrom: 3d_fullres fold 0 would validate 1 case")
                .hasMessageContaining("a (trained on in version v1)")
                .hasMessageContaining("\"splitsFrom\": \"v2\"")
                .hasMessageContaining("train afresh");
        assertThatCode(() -> continuation.requireUnseen(second, List.of(identity("d"))))
                .doesNotThrowAnyException();
        assertThatCode(() -> new Continuation("v2", "3d_fullres", "all").requireUnseen(second, List.of(identity("a"))))
                .as("fold all validates what it trains on, with or without an earlier version")
                .doesNotThrowAnyException();
    }

    private static TrainingLineage lineage(String version, Optional<TrainingLineage> earlier, TrainedCase... own) {
        return TrainingLineage.of(version, List.of(own), earlier);
    }

    private static TrainedCase trained(String id, String version) {
        return new TrainedCase(
                new CaseIdentity(id, List.of("image of " + id), Optional.of("patient of " + id)),
                version,
                "id of " + id);
    }

    private static CaseIdentity identity(String id) {
        return new CaseIdentity(id, List.of("image of " + id), Optional.empty());
    }
}
