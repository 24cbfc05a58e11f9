package io.nephrite.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelArchiveTest {
    @TempDir
    private Path folder;

    private Path archive(String entry, byte[] content) throws IOException {
        Path file = folder.resolve("model.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
            zip.closeEntry();
        }
        return file;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil.json", "a/../../evil.json", "/tmp/evil.json", "..\\evil.json", "C:/evil.json", "a/.."})
    void refusesAnEntryThatWouldLieOutsideOfTheFolder(String name) throws IOException {
        Path file = archive(name, text("{}"));
        Path target = Files.createDirectories(folder.resolve("target"));

        assertThatThrownBy(() -> ModelArchive.unpack(file, target))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_MODEL))
                .hasMessageContaining("outside of the folder");
        assertThat(target).isEmptyDirectory();
        assertThat(folder.resolve("evil.json")).doesNotExist();
    }

    @Test
    void refusesAnArchiveThatGrowsToManyTimesItsSize() throws IOException {
        Path file = archive("plans.json", new byte[80 << 20]);
        Path target = Files.createDirectories(folder.resolve("target"));
        assertThat(Files.size(file)).isLessThan(200_000);

        assertThatThrownBy(() -> ModelArchive.unpack(file, target))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("times as large as the archive, from entry plans.json on");
    }

    @Test
    void saysThatATruncatedArchiveIsNotWhole() throws IOException {
        Path file = archive("plans.json", text("{}"));
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 10, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ModelArchive.unpack(file, folder))
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("not the whole of it");
        }
    }

    @Test
    void takesDocumentsAndWeightsAlone() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source/fold_0"));
        Files.writeString(source.resolve("checkpoint_final.pth"), "weights");
        Files.writeString(source.resolve("run.py"), "print()");
        Files.writeString(folder.resolve("source/plans.json"), "{}");
        Path file = folder.resolve("model.zip");
        ModelArchive.pack(
                folder.resolve("source"), List.of("plans.json", "fold_0/checkpoint_final.pth", "fold_0/run.py"), file);

        try (ModelPlace place = ModelPlace.open(file)) {
            assertThat(place.folder().resolve("plans.json")).hasContent("{}");
            assertThat(place.folder().resolve("fold_0/checkpoint_final.pth")).hasContent("weights");
            assertThat(place.folder().resolve("fold_0/run.py")).doesNotExist();
        }
    }

    @Test
    void removesWhatItUnpacked() throws IOException {
        Path unpacked;
        try (ModelPlace place = ModelPlace.open(archive("a/plans.json", text("{}")))) {
            unpacked = place.folder();
            assertThat(unpacked).isDirectory();
        }
        assertThat(unpacked).doesNotExist();
    }
}
