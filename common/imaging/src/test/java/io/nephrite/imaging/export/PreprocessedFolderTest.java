package io.nephrite.imaging.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.preprocess.TestParameters;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreprocessedFolderTest {
    @Test
    void writesFilesWhoseDigestsThePropertiesName(@TempDir Path folder) throws IOException, NoSuchAlgorithmException {
        PreprocessedCase made = made();
        new PreprocessedFolder(folder, ExportFormat.NPY, Set.of("c")).write(made);

        CaseProperties properties = Json.read(Files.readAllBytes(folder.resolve("c.json")), CaseProperties.class);
        assertThat(properties).isEqualTo(made.properties());
        assertThat(sha256(folder.resolve("c.npy"))).isEqualTo(properties.imageSha256());
        assertThat(sha256(folder.resolve("c_seg.npy"))).isEqualTo(properties.segmentationSha256());
        assertThat(Npy.map(folder.resolve("c.npy")).shape()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void writesNnunetsArchive(@TempDir Path folder) throws IOException {
        PreprocessedCase made = made();
        new PreprocessedFolder(folder, ExportFormat.NPZ, Set.of("c"))
                .write("c", packed(made.image()), packed(made.segmentation().int8()), Json.bytes(made.properties()));

        Map<String, ReferenceArray> arrays = ReferenceNumbers.npz(folder.resolve("c.npz"));
        assertThat(arrays).containsOnlyKeys("data", "seg");
        assertThat(arrays.get("data").floats()).isEqualTo(made.image());
        assertThat(arrays.get("seg").bytes()).isEqualTo(made.segmentation().int8());
    }

    @Test
    void givesNoTwoFilesOfASetOfCasesOneName(@TempDir Path folder) throws IOException {
        List<String> ids = List.of("pat", "pat_seg", "pat_seg_labels", "pat2");
        PreprocessedFolder cases = new PreprocessedFolder(folder, ExportFormat.NPY, ids);
        byte[] properties = Json.bytes(made().properties());
        for (int i = 0; i < ids.size(); i++) {
            float[] image = new float[24];
            byte[] labels = new byte[24];
            Arrays.fill(image, i);
            Arrays.fill(labels, (byte) (10 + i));
            cases.write(ids.get(i), packed(image), packed(labels), properties);
        }

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "pat.npy",
                            "pat_seg_labels_labels.npy",
                            "pat.json",
                            "pat_seg.npy",
                            "pat_seg_seg.npy",
                            "pat_seg.json",
                            "pat_seg_labels.npy",
                            "pat_seg_labels_seg.npy",
                            "pat_seg_labels.json",
                            "pat2.npy",
                            "pat2_seg.npy",
                            "pat2.json");
        }
        assertThat(Npy.read(Files.newInputStream(folder.resolve("pat_seg.npy"))).floats())
                .containsOnly(1f);
        assertThat(Npy.read(Files.newInputStream(folder.resolve("pat_seg_labels_labels.npy")))
                        .bytes())
                .containsOnly(10);
        assertThat(ids).allMatch(id -> holds(cases, id, properties));
    }

    private static boolean holds(PreprocessedFolder cases, String caseId, byte[] properties) {
        try {
            return cases.holds(caseId, properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PreprocessedCase made() {
        float[] voxels = new float[24];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = i + 1;
        }
        ImageVolume image = new ImageVolume(voxels, 1, new Shape3(2, 3, 4), new Spacing(1, 1, 1));
        return new CasePreprocessor(new TestParameters().build(), 1).preprocess("c", image, Optional.empty());
    }

    private static ByteArrayInputStream packed(float[] voxels) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = Npy.compressing(bytes)) {
            Npy.write(out, voxels, 1, 2, 3, 4);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static ByteArrayInputStream packed(byte[] voxels) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = Npy.compressing(bytes)) {
            Npy.write(out, voxels, 1, 2, 3, 4);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
