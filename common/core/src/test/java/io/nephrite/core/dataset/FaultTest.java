package io.nephrite.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
    @ParameterizedTest
    @ValueSource(strings = {"\u001b", "\n", "\u007f", "\u009b", "\u202e", "\u200b", "\u2028", "\ud800", "\udc00"})
    void showsWhatNoTerminalOrDocumentShouldHoldAsAReplacement(String odd) {
        Fault fault = Fault.of(FaultCode.NAME_NOT_SAFE, "a" + odd + "b", "a name")
                .of("c" + odd)
                .in("d" + odd);
        assertThat(fault.seen()).isEqualTo("a\uFFFDb");
        assertThat(fault.caseId()).contains("c\uFFFD");
        assertThat(fault.file()).contains("d\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void canBeWrittenThoughItsTextIsCutInsideACharacter(int before) {
        Fault fault = Fault.of(FaultCode.NAME_NOT_SAFE, "a".repeat(before) + "\uD83E\uDDE0".repeat(1000), "a name");
        assertThat(Json.read(Json.bytes(fault), Fault.class)).isEqualTo(fault);
    }
}
