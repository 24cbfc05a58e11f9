package io.nephrite.core.json;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.Goal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"null", "", "[]", "{", "{\"until\": null}"})
    void saysOfWhichTypeADocumentIsNot(String document) {
        assertThatThrownBy(() -> Json.read(document.getBytes(StandardCharsets.UTF_8), Goal.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a Goal: ");
    }
}
