package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what nnU-Net 2.8.1's own commands wrote. */
final class EnsembleCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"labels", "regions"})
    void averagesAsNnunetDoes(String kind) throws IOException {
        Path reference = SharedData.path("reference/selection/ensemble/" + kind);
        Output output = Output.of(
                "ensemble",
                model(reference, 1).toString(),
                model(reference, 2).toString(),
                model(reference, 3).toString(),
                "--dataset-json",
                reference.resolve("model_1/dataset.json").toString(),
                "--out",
                folder.resolve("out").toString());
        assertThat(output.status()).isEqualTo(ExitCode.OK);
        for (String name : List.of("a.nii.gz", "b.nii.gz")) {
            assertThat(LabelMapFiles.read(folder.resolve("out").resolve(name)).voxels())
                    .isEqualTo(LabelMapFiles.read(
                                    reference.resolve("ensemble_1_2_3").resolve(name))
                            .voxels());
        }
    }

    @Test
    void namesTheCasesThatOneFolderLacks() throws IOException {
        Path reference = SharedData.path("reference/selection/ensemble/labels");
        Path second = model(reference, 2);
        Files.delete(second.resolve("b.npz"));
        assertThat(Output.of(
                                "ensemble",
                                model(reference, 1).toString(),
                                second.toString(),
                                "--dataset-json",
                                reference.resolve("model_1/dataset.json").toString(),
                                "--out",
                                folder.resolve("out").toString())
                        .status())
                .isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void postprocessesAsNnunetDoes() throws IOException {
        Path reference = SharedData.path("reference/evaluation/pp_main");
        Output output = Output.of(
                "postprocess",
                reference.toString(),
                "--postprocessing",
                reference.resolve("postprocessing.json").toString(),
                "--out",
                folder.resolve("pp").toString());
        assertThat(output.status()).isEqualTo(ExitCode.OK);
        for (String caseId : output.text().lines().toList()) {
            assertThat(LabelMapFiles.read(folder.resolve("pp").resolve(caseId + ".nii.gz"))
                            .voxels())
                    .isEqualTo(LabelMapFiles.read(
                                    reference.resolve("postprocessed").resolve(caseId + ".nii.gz"))
                            .voxels());
        }
        assertThat(output.text().lines()).hasSize(5);
    }

    /** Probabilities with a label map beside each, as predict leaves them. */
    private Path model(Path reference, int number) throws IOException {
        Path copy = Files.createDirectories(folder.resolve("model_" + number));
        for (String name : List.of("a", "b")) {
            Files.copy(
                    reference.resolve("model_" + number).resolve(name + ".npz"),
                    copy.resolve(name + ".npz"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.copy(
                    reference.resolve("ensemble_1_2").resolve(name + ".nii.gz"),
                    copy.resolve(name + ".nii.gz"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }
}
