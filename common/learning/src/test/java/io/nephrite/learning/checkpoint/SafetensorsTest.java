package io.nephrite.learning.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.learning.network.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @Test
    void readsWhatItWrites() throws IOException {
        Tensor weight = Tensor.of("weight", new long[] {2, 1}, new float[] {1, 2});
        try (InputStream in = Safetensors.content(List.of(weight)).open()) {
            assertThat(Safetensors.read(in.readAllBytes()))
                    .containsOnlyKeys("weight")
                    .hasEntrySatisfying(
                            "weight", read -> assertThat(read.floats()).containsExactly(1, 2));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 60, Long.MAX_VALUE, Long.MIN_VALUE, -1, 0, 1, 57})
    void refusesAHeaderThatIsLongerThanTheFile(long length) {
        byte[] file = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its header has " + length + " bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{",
                "{\"w\": []}",
                "{\"w\": {\"dtype\": \"F16\", \"shape\": [2], \"data_offsets\": [0, 8]}}",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 9223372036854775807]}}",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [-8, 0]}}",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [3], \"data_offsets\": [0, 8]}}",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [-1, -2], \"data_offsets\": [0, 8]}}",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [4294967296, 4294967296], \"data_offsets\": [0, 0]}}",
                "{\"w\": {\"dtype\": \"F32\", \"shape\": [4611686018427387905], \"data_offsets\": [0, 4]}}"
            })
    void refusesAHeaderThatDoesNotDescribeTheFile(String header) {
        byte[] text = header.getBytes(UTF_8);
        byte[] file = ByteBuffer.allocate(8 + text.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAHeaderWithoutAnEnd() {
        byte[] text = "[".repeat(100_000).getBytes(UTF_8);
        byte[] file = ByteBuffer.allocate(8 + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(IOException.class);
    }
}
