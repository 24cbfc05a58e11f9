package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.testkit.ReferenceSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares with what nnU-Net 2.8.1's own commands wrote. */
class EnsembleCommandTest {
    private static final String DECISION =
            "{\"postprocessing_fns\": [\"remove_all_but_largest_component_from_segmentation\"],"
                    + " \"postprocessing_kwargs\": [{\"labels_or_regions\": [1]}]}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"SMALL, labels", "SMALL, regions", "LARGE, labels", "LARGE, regions"})
    void averagesAsNnunetDoes(ReferenceSize size, String kind) throws IOException {
        Path reference = size.path("ensemble/" + kind, "reference/selection/ensemble/" + kind);
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
        for (String caseId : List.of("a", "b")) {
            assertThat(labels(caseId, folder.resolve("out")))
                    .isEqualTo(labels(caseId, reference.resolve("ensemble_1_2_3")));
        }
    }

    @Test
    void averagesTheCasesThatAllFoldersHaveSoundlyAndSaysWhatIsLeftOut() throws IOException {
        for (String name : List.of("sound", "absent", "moved", "nan", "cut", "shape", "twice")) {
            member("m1", name, 0.2f);
            member("m2", name, 0.9f);
        }
        member("m2", "more", 0.9f);
        Files.delete(folder.resolve("m2/absent.npz"));
        new TestNifti().voxels(i -> 0).origin(40, 0, 0).write(folder.resolve("m2/moved.nii.gz"));
        archive("m2", "nan", new int[] {3, 10, 12, 14}, Float.NaN);
        archive("m2", "shape", new int[] {3, 12, 10, 14}, 0.3f);
        byte[] whole = Files.readAllBytes(folder.resolve("m1/cut.npz"));
        Files.write(folder.resolve("m1/cut.npz"), Arrays.copyOf(whole, whole.length / 2));
        new TestNifti().voxels(i -> 0).write(folder.resolve("m1/twice.nii"));
        new TestNifti().voxels(i -> 0).write(folder.resolve("m1/sound_probabilities.nii.gz"));

        Output output = ensemble();

        assertThat(output.status()).isEqualTo(ExitCode.WORK_FAILED);
        assertThat(output.leftOut())
                .satisfiesExactlyInAnyOrder(
                        l -> assertThat(l).contains("twice: ").contains("FILE_TWICE"),
                        l -> assertThat(l).contains("absent: ").contains("found no probabilities"),
                        l -> assertThat(l).contains("moved: ").contains("ORIGIN_DIFFERS"),
                        l -> assertThat(l).contains("more: ").contains("first folder does not have"),
                        l -> assertThat(l).contains("nan").contains("found the value NaN"),
                        l -> assertThat(l).contains("shape").contains("of shape [3, 12, 10, 14]"),
                        l -> assertThat(l).contains("cut").contains("cannot be read"));
        assertThat(output.text()).doesNotContain("Exception");
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("sound.nii.gz");
        }
        LabelArray labels = labels("sound", folder.resolve("out"));
        assertThat(labels.get(0)).as("(0.2 + 0.9) / 2 for class 1").isEqualTo(1);

        assertThat(ensemble("--strict").status()).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void postprocessesTheOthersWhereOneLabelMapIsBroken() throws IOException {
        Path maps = folder.resolve("maps");
        for (String name : List.of("a", "b", "c")) {
            new TestNifti().voxels(i -> i % 5 == 0 ? 1 : 0).write(maps.resolve(name + ".nii.gz"));
        }
        byte[] whole = Files.readAllBytes(maps.resolve("b.nii.gz"));
        Files.write(maps.resolve("b.nii.gz"), Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(maps.resolve("._a.nii.gz"), "resource fork");
        Path decision = Files.writeString(folder.resolve("postprocessing.json"), DECISION);

        Output output = Output.of(
                "postprocess",
                maps.toString(),
                "--postprocessing",
                decision.toString(),
                "--out",
                folder.resolve("pp").toString());

        assertThat(output.status()).isEqualTo(ExitCode.WORK_FAILED);
        assertThat(output.leftOut())
                .singleElement()
                .asString()
                .contains("b.nii.gz")
                .contains("GZIP_TRUNCATED");
        try (Stream<Path> files = Files.list(folder.resolve("pp"))) {
            assertThat(files.map(f -> f.getFileName().toString()).sorted()).containsExactly("a.nii.gz", "c.nii.gz");
        }
    }

    @Test
    void postprocessesALabelMapWhoseVoxelsLieInAFileOfTheirOwn() throws IOException {
        Path maps = Files.createDirectories(folder.resolve("maps"));
        Files.writeString(maps.resolve("a.mhd"), """
                ObjectType = Image
                NDims = 3
                DimSize = 4 2 2
                ElementType = MET_UCHAR
                ElementDataFile = a.raw
                """);
        Files.write(maps.resolve("a.raw"), new byte[] {1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0});
        Path decision = Files.writeString(folder.resolve("postprocessing.json"), DECISION);

        Output output = Output.of(
                "postprocess",
                maps.toString(),
                "--postprocessing",
                decision.toString(),
                "--out",
                folder.resolve("pp").toString());

        assertThat(output.status()).as(output.text()).isEqualTo(ExitCode.OK);
        assertThat(LabelMapFiles.read("a", folder.resolve("pp/a.mhd")).voxels())
                .as("without the voxel that lies alone")
                .isEqualTo(LabelArray.of(new byte[] {1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0}));
    }

    private Output ensemble(String... more) throws IOException {
        Path description = Files.writeString(
                folder.resolve("dataset.json"),
                "{\"channel_names\": {\"0\": \"MR\"}, \"labels\": {\"background\": 0, \"a\": 1, \"b\": 2},"
                        + " \"numTraining\": 4, \"file_ending\": \".nii.gz\"}");
        List<String> arguments = new ArrayList<>(List.of(
                "ensemble",
                folder.resolve("m1").toString(),
                folder.resolve("m2").toString(),
                "--dataset-json",
                description.toString(),
                "--out",
                folder.resolve("out").toString()));
        arguments.addAll(List.of(more));
        return Output.of(arguments.toArray(String[]::new));
    }

    private void member(String model, String name, float ofFirst) throws IOException {
        new TestNifti().voxels(i -> 0).write(folder.resolve(model).resolve(name + ".nii.gz"));
        archive(model, name, new int[] {3, 10, 12, 14}, ofFirst);
    }

    /** Of class 1 everywhere; what is left goes to the background. */
    private void archive(String model, String name, int[] shape, float ofFirst) throws IOException {
        int voxels = shape[1] * shape[2] * shape[3];
        float[] values = new float[3 * voxels];
        Arrays.fill(values, 0, voxels, 1 - ofFirst);
        Arrays.fill(values, voxels, 2 * voxels, ofFirst);
        try (ZipOutputStream zip =
                new ZipOutputStream(Files.newOutputStream(folder.resolve(model).resolve(name + ".npz")))) {
            zip.putNextEntry(new ZipEntry("probabilities.npy"));
            Npy.write(zip, values, shape);
            zip.closeEntry();
        }
    }

    @ParameterizedTest
    @EnumSource
    void postprocessesAsNnunetDoes(ReferenceSize size) throws IOException {
        Path reference = size.path("postprocessing/predictions", "reference/evaluation/pp_main");
        Output output = Output.of(
                "postprocess",
                reference.toString(),
                "--postprocessing",
                reference.resolve("postprocessing.json").toString(),
                "--out",
                folder.resolve("pp").toString());
        assertThat(output.status()).isEqualTo(ExitCode.OK);
        List<String> cases =
                output.text().lines().filter(l -> !l.startsWith("warning: ")).toList();
        for (String caseId : cases) {
            assertThat(labels(caseId, folder.resolve("pp")))
                    .isEqualTo(labels(caseId, reference.resolve("postprocessed")));
        }
        assertThat(cases).hasSize(5);
    }

    private static LabelArray labels(String caseId, Path maps) {
        return LabelMapFiles.read(caseId, maps.resolve(caseId + ".nii.gz")).voxels();
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
