package io.nephrite.learning.nnunet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.learning.network.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsATensorThatIsATurnedViewOfAStorage() throws IOException {
        byte[] pickle = new PickledBytes()
                .tensor("0", 8, 1, new int[] {2, 3}, new int[] {1, 2})
                .end();
        Path file = PickledBytes.archive(
                folder.resolve("a.pth"), pickle, Map.of("0", new float[] {0, 1, 2, 3, 4, 5, 6, 7}));

        try (TorchFile archive = new TorchFile(file)) {
            Tensor tensor = archive.tensor("t", (StoredTensor) archive.value());

            assertThat(tensor.shape()).containsExactly(2, 3);
            assertThat(tensor.floats()).containsExactly(1, 3, 5, 2, 4, 6);
        }
    }

    @Test
    void readsEachKindOfValueThatTorchWrites() throws IOException {
        byte[] pickle = new PickledBytes()
                .raw('}', '(')
                .text("list")
                .raw(']', '(', 'K', 7, 'N', 0x88, 'e')
                .text("pair")
                .raw('K', 1, 'K', 2, 0x86)
                .text("big")
                .raw(0x8a, 2, 0x00, 0x80)
                .text("half")
                .raw('G', 0x3f, 0xe0, 0, 0, 0, 0, 0, 0)
                .text("again")
                .raw('M', 0x39, 0x30, 'q', 0, 'h', 0, 0x86, 'u')
                .end();
        // the last key gets a pair of the number and what was remembered of it
        Object value = PickleReader.read("test", pickle);

        assertThat(value)
                .isEqualTo(Map.of(
                        "list", List.of(7L, Optional.empty(), true),
                        "pair", List.of(1L, 2L),
                        "big", -32768L,
                        "half", 0.5,
                        "again", List.of(12345L, 12345L)));
    }

    @Test
    void executesNothingThatAPickleAsksFor() throws IOException {
        Path witness = folder.resolve("witness");
        for (String module : List.of("posix", "os", "subprocess", "builtins")) {
            String function = module.equals("builtins") ? "eval" : module.equals("subprocess") ? "getoutput" : "system";
            byte[] pickle = new PickledBytes()
                    .global(module, function)
                    .raw('(')
                    .text("touch " + witness)
                    .raw('t', 'R')
                    .end();
            Path file = PickledBytes.archive(folder.resolve("evil.pth"), pickle, Map.of());

            try (TorchFile archive = new TorchFile(file)) {
                assertThatThrownBy(archive::value)
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageContaining("\"" + module + " " + function + "\"")
                        .hasMessageContaining("at byte 2")
                        .hasMessageContaining("Nothing of the file was executed");
            }
        }
        assertThat(witness).doesNotExist();
    }

    @Test
    void refusesEveryInstructionThatTorchDoesNotWrite() {
        String known = "(.NJKMGX}])tasuqrhjcQRbe";
        for (int opcode = 0; opcode < 256; opcode++) {
            boolean isKnown = known.indexOf(opcode) >= 0
                    || Set.of(0x80, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a).contains(opcode);
            byte[] pickle = new PickledBytes().raw(opcode).end();
            if (!isKnown) {
                assertThatThrownBy(() -> PickleReader.read("test", pickle))
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageContaining("instruction 0x" + Integer.toHexString(opcode));
            }
        }
    }

    @Test
    void saysThatATruncatedArchiveIsNotWhole() throws IOException {
        Path file = PickledBytes.archive(
                folder.resolve("a.pth"), new PickledBytes().raw('N').end(), Map.of("0", new float[1000]));
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 4, whole.length / 2, whole.length - 1}) {
            Path part = folder.resolve("part.pth");
            Files.write(part, Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> new TorchFile(part).close())
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("not the whole of it");
        }
    }

    @Test
    void refusesAPickleThatEndsInTheMiddle() {
        byte[] whole = new PickledBytes()
                .tensor("0", 8, 0, new int[] {8}, new int[] {1})
                .end();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PickleReader.read("test", part)).isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void readsNoMoreOfAnEntryThanTheTensorNeeds() throws IOException {
        byte[] pickle = new PickledBytes()
                .tensor("0", 4, 0, new int[] {4}, new int[] {1})
                .end();
        // 40 MB of zeros behind a few bytes of the archive
        Path file = PickledBytes.archive(folder.resolve("bomb.pth"), pickle, Map.of("0", new float[10_000_000]));

        assertThat(Files.size(file)).isLessThan(100_000);
        try (TorchFile archive = new TorchFile(file)) {
            StoredTensor stored = (StoredTensor) archive.value();
            assertThatThrownBy(() -> archive.tensor("t", stored))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("more than the expected 16 bytes");
        }
    }

    @Test
    void refusesATensorThatReachesBeyondItsStorage() {
        for (int[] shapeAndStride : new int[][] {{9, 1}, {4, 3}, {Integer.MAX_VALUE, 1}}) {
            byte[] pickle = new PickledBytes()
                    .tensor("0", 8, 0, new int[] {shapeAndStride[0]}, new int[] {shapeAndStride[1]})
                    .end();
            assertThatThrownBy(() -> PickleReader.read("test", pickle))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("beyond its storage");
        }
    }

    @Test
    void neverLooksForAStorageOutsideOfTheArchivesOwnFolder() {
        byte[] pickle = new PickledBytes()
                .tensor("../../../etc/passwd", 8, 0, new int[] {8}, new int[] {1})
                .end();

        assertThatThrownBy(() -> PickleReader.read("test", pickle))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("a reference to a storage that torch does not write");
    }
}
