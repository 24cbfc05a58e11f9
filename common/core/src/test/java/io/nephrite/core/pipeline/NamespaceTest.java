package io.nephrite.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.event.Topic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceTest {
    private static final Namespace LAB = new Namespace("lab1-");

    @Test
    void leavesEveryNameAsItIsWithoutAPrefix() {
        assertThat(Namespace.WHOLE.buckets()).containsExactly("datasets", "nephrite");
        assertThat(Namespace.WHOLE.topics()).isEqualTo(Topic.definitions());
        assertThat(Namespace.WHOLE.group("planner-service")).isEqualTo("planner-service");
        assertThat(Namespace.WHOLE.nameOf("case-checked")).contains("case-checked");
    }

    @Test
    void sharesNoNameWithAnother() {
        List<String> names = new ArrayList<>(LAB.buckets());
        LAB.topics().forEach(topic -> names.add(topic.name()));
        names.add(LAB.group("planner-service"));

        assertThat(names).allMatch(name -> name.startsWith("lab1-"));
        assertThat(LAB.nameOf("lab1-case-checked")).contains("case-checked");
        assertThat(LAB.nameOf("lab2-case-checked")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lab1", "-", "Lab-", "lab_1-", "lab.1-", " ", "a234567890123456789012345678901-"})
    void refusesWhatABrokerOrAStoreWouldNotTake(String prefix) {
        assertThatThrownBy(() -> new Namespace(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NEPHRITE_PREFIX")
                .hasMessageContaining("\"" + prefix + "\"");
    }
}
