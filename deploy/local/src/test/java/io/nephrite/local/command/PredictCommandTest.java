package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.json.Json;
import io.nephrite.core.selection.Selection;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.postprocess.LargestComponentFilter;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the verb makes of inputs that users gave to nnU-Net, with networks of one and of two channels. */
class PredictCommandTest {
    @TempDir
    Path folder;

    @Test
    void predictsSoundCasesUnderTheirOwnNamesAndSaysWhatIsLeftOut() throws IOException {
        model(1);
        image().write(images("a_0000.nii.gz"));
        image().write(images("word_0007.nii.gz"));
        image().write(images("W_0000.NII.GZ"));
        image().nanAt(99).write(images("nan_0000.nii.gz"));
        image().write(images("cut_0000.nii.gz"));
        Files.write(images("cut_0000.nii.gz"), cut(images("cut_0000.nii.gz")));
        Files.write(images("empty_0000.nii.gz"), new byte[0]);
        image().spacing(30_000, 30_000, 30_000).write(images("huge_0000.nii.gz"));
        image().size(14, 12, 1).spacing(1, 1, 0.3).write(images("thin_0000.nii.gz"));
        image().write(images("x.nii.gz"));
        image().write(images("x.nii"));
        image().write(images("p_0000.nii.gz"));
        image().write(images("p_0003.nii.gz"));
        image().volumes(2).write(images("two.nii.gz"));
        Files.writeString(images("b.dcm"), "not read");
        Files.writeString(images("dataset.json"), "{}");

        Output output = predict();

        assertThat(output.status()).isEqualTo(ExitCode.WORK_FAILED);
        assertThat(labelMaps()).containsExactly("W.nii.gz", "a.nii.gz", "word_0007.nii.gz");
        assertThat(output.leftOut())
                .satisfiesExactlyInAnyOrder(
                        l -> assertThat(l).contains("b.dcm: FORMAT_NOT_READ"),
                        l -> assertThat(l).contains("p: p_0003.nii.gz: CHANNEL_NOT_DECLARED"),
                        l -> assertThat(l).contains("x: x.nii.gz: FILE_TWICE"),
                        l -> assertThat(l).contains("empty: empty_0000.nii.gz: FILE_EMPTY"),
                        l -> assertThat(l).contains("huge").contains("voxels"),
                        l -> assertThat(l).contains("thin").contains("leave none"),
                        l -> assertThat(l).contains("two: two.nii.gz: CHANNEL_COUNT_DIFFERS"),
                        l -> assertThat(l).contains("cut: cut_0000.nii.gz: GZIP_TRUNCATED"),
                        l -> assertThat(l).contains("nan: nan_0000.nii.gz: VOXELS_NOT_FINITE"));
        assertThat(output.text()).contains("left alone: dataset.json").doesNotContain("Exception");
    }

    @Test
    void takesChannelsOnlyAsTheNetworkNumbersThemAndOnOneGrid() throws IOException {
        model(2);
        for (int c = 0; c < 2; c++) {
            image().write(images("sound_000" + c + ".nii.gz"));
            image().write(images("shifted_000" + (c + 1) + ".nii.gz"));
            image().spacing(1, 1, 1 + c).origin(50 * c, 0, 0).write(images("grids_000" + c + ".nii.gz"));
            image().size(14, 12, 10 + c).write(images("shapes_000" + c + ".nii.gz"));
        }
        image().write(images("lone_0000.nii.gz"));
        image().write(images("mixed_0000.nii.gz"));
        image().write(images("mixed_0001.nii"));

        Output output = predict();

        assertThat(output.status()).isEqualTo(ExitCode.WORK_FAILED);
        assertThat(labelMaps()).containsExactly("sound.nii.gz");
        assertThat(output.leftOut())
                .satisfiesExactlyInAnyOrder(
                        l -> assertThat(l).contains("lone: lone_0001.nii.gz: CHANNEL_MISSING"),
                        l -> assertThat(l).contains("mixed: mixed_0001.nii: FILE_ENDINGS_DIFFER"),
                        l -> assertThat(l).contains("shifted: shifted_0000.nii.gz: CHANNEL_MISSING"),
                        l -> assertThat(l).contains("shifted: shifted_0002.nii.gz: CHANNEL_NOT_DECLARED"),
                        l -> assertThat(l).contains("grids: grids_0001.nii.gz: SPACING_DIFFERS"),
                        l -> assertThat(l)
                                .contains("grids: grids_0001.nii.gz: ORIGIN_DIFFERS")
                                .endsWith("export all channels of the case on one grid"),
                        l -> assertThat(l).contains("shapes: shapes_0001.nii.gz: SHAPE_DIFFERS"));
        assertThat(output.text().indexOf(output.leftOut().get(6)))
                .as("told before anything is predicted")
                .isLessThan(output.text().indexOf("sound  "));
    }

    @Test
    void keepsLabelMapsOfAnotherPrecisionApart() throws IOException {
        model(1);
        image().write(images("a_0000.nii.gz"));
        assertThat(predict("--precision", "bf16").status()).isEqualTo(ExitCode.OK);

        assertThat(predict("--precision", "bf16").status()).isEqualTo(ExitCode.OK);
        assertThat(predict().status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(predict("--precision", "fp64").status()).isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void stopsAtTheFirstFaultWhereItIsToldTo() throws IOException {
        model(1);
        image().write(images("a_0000.nii.gz"));
        image().nanAt(5).write(images("b_0000.nii.gz"));
        image().write(images("c_0000.nii.gz"));
        image().write(images("c.nii.gz"));

        assertThat(predict("--strict").status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(labelMaps()).isEmpty();

        Files.delete(images("c.nii.gz"));
        assertThat(predict("--strict").status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(labelMaps()).as("voxels are looked at when a case is read").containsExactly("a.nii.gz");
    }

    @Test
    void saysWhatOfTheFolderIsNotRead() throws IOException {
        model(1);
        image().write(images("a_0000.nii.gz"));
        Files.createDirectories(images("patient"));
        image().write(images("patient/b_0000.nii.gz"));
        Files.createSymbolicLink(images("c_0000.nii.gz"), folder.resolve("gone.nii.gz"));

        Output output = predict();

        assertThat(output.status()).isEqualTo(ExitCode.WORK_FAILED);
        assertThat(labelMaps()).containsExactly("a.nii.gz");
        assertThat(output.line("warning: ")).contains("patient").contains("holds images, which are not read");
        assertThat(output.leftOut())
                .singleElement()
                .asString()
                .contains("c_0000.nii.gz: FILE_MISSING: found a symbolic link to nothing")
                .contains("fetch what it points to");

        Files.delete(images("a_0000.nii.gz"));
        Files.delete(images("c_0000.nii.gz"));
        assertThat(predict().status()).as("no image directly in the folder").isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void tellsTheWarningsOfTheModelsOwnDescription() throws IOException {
        model(1);
        image().write(images("a_0000.nii.gz"));
        Path description = folder.resolve("results/dataset.json");
        Files.writeString(
                description,
                Files.readString(description)
                        .replace("\"numTraining\"", "\"regions_class_order\": [1, 2], \"numTraining\""));

        Output output = predict();

        assertThat(output.status()).isEqualTo(ExitCode.OK);
        assertThat(output.line("warning: "))
                .contains("the model's dataset.json: FIELD_WITHOUT_EFFECT")
                .contains("regions_class_order");
    }

    @Test
    void saysWhereNothingCanBePredicted() throws IOException {
        model(1);
        image().nanAt(5).write(images("b_0000.nii.gz"));
        assertThat(predict().status()).isEqualTo(ExitCode.BAD_INPUT);

        Files.delete(images("b_0000.nii.gz"));
        Files.writeString(images("notes.txt"), "nothing to see");
        assertThat(predict().status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(labelMaps()).isEmpty();
    }

    @Test
    void replacesNoImageByItsLabelMap() throws IOException {
        model(1);
        image().write(images("a.nii.gz"));
        byte[] before = Files.readAllBytes(images("a.nii.gz"));

        int status = NephriteCommand.execute(
                "predict",
                folder.resolve("results").toString(),
                images("").toString(),
                "--out",
                images("").toString());

        assertThat(status).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(images("a.nii.gz")).hasBinaryContent(before);
    }

    @Test
    void keepsLabelMapsOfTheSameWeightsAndSettingsAndRefusesToMixOthersIn() throws IOException {
        model(1);
        image().write(images("a_0000.nii.gz"));
        assertThat(predict().status()).isEqualTo(ExitCode.OK);
        Path made = folder.resolve("out/a.nii.gz");
        FileTime before = Files.getLastModifiedTime(made);
        image().write(images("b_0000.nii.gz"));

        Output second = predict();

        assertThat(second.status()).isEqualTo(ExitCode.OK);
        assertThat(second.text()).contains("1 case is predicted already and kept");
        assertThat(labelMaps()).containsExactly("a.nii.gz", "b.nii.gz");
        assertThat(Files.getLastModifiedTime(made)).isEqualTo(before);

        assertThat(predict("--step", "1").status()).as("other settings").isEqualTo(ExitCode.BAD_INPUT);
        assertThat(predict("--step", "1", "--overwrite").status()).isEqualTo(ExitCode.OK);
        assertThat(Files.getLastModifiedTime(made)).isGreaterThan(before);
    }

    @Test
    void writesProbabilitiesWhoseHighestIsTheLabel() throws IOException {
        model(1);
        image().write(images("a_0000.nii.gz"));

        assertThat(predict("--probabilities").status()).isEqualTo(ExitCode.OK);

        assertThat(labelMaps()).containsExactly("a.nii.gz", "a.npz", "a.pkl", "a_probabilities.nii.gz");
        LabelVolume labels;
        try (InputStream in = Files.newInputStream(folder.resolve("out/a.nii.gz"))) {
            labels = ImageFileReader.readLabel(in, "a.nii.gz");
        }
        float[] probabilities;
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(folder.resolve("out/a.npz")))) {
            assertThat(zip.getNextEntry().getName()).isEqualTo("probabilities.npy");
            probabilities = Npy.read(zip).floats();
        }
        int voxels = labels.voxels().length();
        assertThat(probabilities).hasSize(3 * voxels);
        for (int i = 0; i < voxels; i++) {
            float sum = 0;
            for (int k = 0; k < 3; k++) {
                sum += probabilities[k * voxels + i];
                assertThat(probabilities[k * voxels + i])
                        .isLessThanOrEqualTo(probabilities[labels.voxels().get(i) * voxels + i]);
            }
            assertThat(sum).isCloseTo(1, within(1e-5f));
        }
    }

    @Test
    void predictsWithWhatTheCrossValidationHasChosenAndPostprocessesIt() throws IOException {
        model(1);
        Path results = folder.resolve("results");
        TinyModel.addLowres(results);
        image().write(images("a_0000.nii.gz"));
        assertThat(predict("--configuration", "3d_fullres").status()).isEqualTo(ExitCode.OK);
        byte[] alone = Files.readAllBytes(folder.resolve("out/a.nii.gz"));
        select(results, List.of("3d_lowres", "3d_fullres"), List.of());

        Output pair = predict("--overwrite");

        assertThat(pair.status()).isEqualTo(ExitCode.OK);
        assertThat(pair.text()).contains("3d_lowres, fold 0 + 3d_fullres, fold 0, as the cross-validation has chosen");
        byte[] together = Files.readAllBytes(folder.resolve("out/a.nii.gz"));
        assertThat(together).isNotEqualTo(alone);
        assertThat(predict("--probabilities", "--overwrite").status())
                .as("no probabilities of a pair")
                .isEqualTo(ExitCode.BAD_INPUT);

        select(results, List.of("3d_lowres", "3d_fullres"), List.of(List.of(1, 2)));
        assertThat(predict().status()).as("other settings").isEqualTo(ExitCode.BAD_INPUT);
        assertThat(predict("--overwrite").status()).isEqualTo(ExitCode.OK);

        LabelVolume filtered = labels(folder.resolve("out/a.nii.gz"));
        Files.write(folder.resolve("pair.nii.gz"), together);
        assertThat(filtered.voxels())
                .isEqualTo(new LargestComponentFilter(Set.of(1, 2))
                        .apply(labels(folder.resolve("pair.nii.gz")))
                        .voxels());
    }

    /** Label maps with probabilities of both, averaged by the verb that does that, are the pair's. */
    @Test
    void predictsAPairAsItsMembersProbabilitiesAreAveraged() throws IOException {
        model(1);
        Path results = folder.resolve("results");
        TinyModel.addLowres(results);
        image().write(images("a_0000.nii.gz"));
        for (String configuration : List.of("3d_lowres", "3d_fullres")) {
            assertThat(NephriteCommand.execute(
                            "predict",
                            results.toString(),
                            images("").toString(),
                            "--out",
                            folder.resolve(configuration).toString(),
                            "--configuration",
                            configuration,
                            "--probabilities"))
                    .isEqualTo(ExitCode.OK);
        }
        assertThat(NephriteCommand.execute(
                        "ensemble",
                        folder.resolve("3d_lowres").toString(),
                        folder.resolve("3d_fullres").toString(),
                        "--dataset-json",
                        results.resolve("dataset.json").toString(),
                        "--out",
                        folder.resolve("mean").toString()))
                .isEqualTo(ExitCode.OK);
        select(results, List.of("3d_lowres", "3d_fullres"), List.of());

        assertThat(predict().status()).isEqualTo(ExitCode.OK);

        assertThat(labels(folder.resolve("out/a.nii.gz")).voxels())
                .isEqualTo(labels(folder.resolve("mean/a.nii.gz")).voxels());
    }

    private static void select(Path results, List<String> configurations, List<List<Integer>> filters)
            throws IOException {
        Files.write(
                results.resolve("selection.json"),
                Json.bytes(new Selection(
                        configurations,
                        List.of("0"),
                        List.of(),
                        filters,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        "",
                        List.of())));
    }

    private static LabelVolume labels(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFileReader.readLabel(in, file.toString());
        }
    }

    @Test
    void namesFoldsAndModelsThatAreNotThere() throws IOException {
        model(1);
        image().write(images("a_0000.nii.gz"));

        assertThat(predict("--folds", "0,1").status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(predict("--folds", "all").status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(predict("--folds", "first").status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(predict("--checkpoint", "best").status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(predict("--step", "0").status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(predict("--configuration", "2d").status()).isEqualTo(ExitCode.BAD_INPUT);
        Path none = folder.resolve("none");
        assertThat(NephriteCommand.execute(
                        "predict", none.toString(), images("").toString(), "--out", "x"))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(labelMaps()).isEmpty();
        assertThat(predict("--folds", "0").status()).isEqualTo(ExitCode.OK);
    }

    private static TestNifti image() {
        return new TestNifti();
    }

    private Path images(String name) {
        return folder.resolve("images").resolve(name);
    }

    private void model(int channels) throws IOException {
        TinyModel.write(folder.resolve("results"), channels);
    }

    private Output predict(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "predict",
                folder.resolve("results").toString(),
                images("").toString(),
                "--out",
                folder.resolve("out").toString(),
                "--threads",
                "1"));
        arguments.addAll(List.of(more));
        return Output.of(arguments.toArray(String[]::new));
    }

    private List<String> labelMaps() throws IOException {
        if (!Files.exists(folder.resolve("out"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> !name.equals(PredictionRecord.FILE))
                    .sorted()
                    .toList();
        }
    }

    private static byte[] cut(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return Arrays.copyOf(bytes, bytes.length * 2 / 3);
    }
}
