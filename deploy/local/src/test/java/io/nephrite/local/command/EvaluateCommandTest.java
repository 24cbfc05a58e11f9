package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void declareLabels() throws IOException {
        Files.writeString(
                folder.resolve("dataset.json"),
                "{\"channel_names\": {\"0\": \"MR\"}, \"labels\": {\"background\": 0, \"outer\": 1, \"inner\": 2},"
                        + " \"numTraining\": 3, \"file_ending\": \".nii.gz\"}");
        for (String name : List.of("a", "b", "c")) {
            labels(0).write(reference(name));
        }
        Files.createDirectories(folder.resolve("pred"));
    }

    @Test
    void scoresAllReferences() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            labels(1).write(prediction(name));
        }

        Output output = evaluate();

        assertThat(output.status()).isEqualTo(ExitCode.OK);
        assertThat(summary().at("/metric_per_case")).hasSize(3);
        assertThat(summary().has("incomplete")).isFalse();
        assertThat(output.line("global")).doesNotContain("incomplete");
    }

    @Test
    void saysThatMeansAreIncompleteWhereAPredictionIsMissing() throws IOException {
        labels(1).write(prediction("a"));

        Output output = evaluate();

        assertThat(output.status()).isEqualTo(ExitCode.WORK_FAILED);
        assertThat(output.leftOut())
                .satisfiesExactly(
                        l -> assertThat(l)
                                .contains("b: ")
                                .contains("PREDICTION_MISSING")
                                .contains("--missing background"),
                        l -> assertThat(l).contains("c: "));
        assertThat(output.line("global")).contains("(incomplete: 1 of 3 references)");
        assertThat(summary().at("/metric_per_case")).hasSize(1);
        assertThat(summary().at("/incomplete").fieldNames()).toIterable().containsExactly("b", "c");
    }

    @Test
    void saysWhatOfTheFoldersIsNotRead() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            labels(1).write(prediction(name));
        }
        Files.writeString(folder.resolve("pred/a.npz"), "probabilities");
        Files.writeString(folder.resolve("ref/notes.txt"), "notes");
        Files.createDirectories(folder.resolve("pred/plots"));
        labels(1).write(Files.createDirectories(folder.resolve("pred/fold_1")).resolve("d.nii.gz"));

        Output output = evaluate();

        assertThat(output.status()).isEqualTo(ExitCode.OK);
        assertThat(output.line("no label maps, left alone: ")).contains("notes.txt", "a.npz");
        assertThat(output.line("warning: ")).contains("fold_1").contains("holds images, which are not read");
        assertThat(output.line("folders inside")).contains("plots").doesNotContain("fold_1");
    }

    @Test
    void leavesOutReferencesThatCannotBeRead() throws IOException {
        labels(1).write(prediction("a"));
        labels(1).write(prediction("b"));
        labels(1).write(prediction("c"));
        Files.writeString(folder.resolve("ref/d.mgz"), "another format");
        Files.createSymbolicLink(folder.resolve("ref/e.nii.gz"), folder.resolve("gone.nii.gz"));

        Output output = evaluate();

        assertThat(output.status()).isEqualTo(ExitCode.WORK_FAILED);
        assertThat(output.leftOut())
                .satisfiesExactlyInAnyOrder(
                        l -> assertThat(l).contains("d.mgz: FORMAT_NOT_READ"),
                        l -> assertThat(l).contains("e.nii.gz: FILE_MISSING: found a symbolic link to nothing"));
    }

    @Test
    void countsAMissingPredictionAsBackgroundWhereItIsAskedFor() throws IOException {
        labels(0).write(prediction("a"));
        labels(0).write(prediction("b"));

        Output output = evaluate("--missing", "background");

        assertThat(output.status()).isEqualTo(ExitCode.OK);
        assertThat(summary().at("/mean/1/Dice").asDouble()).isEqualTo(2.0 / 3);
        assertThat(summary().at("/missing_counted_as_background/0").asText()).isEqualTo("c");
        assertThat(output.line("c.nii.gz")).contains("counted as background");
    }

    @Test
    void scoresNothingThatCannotBeCompared() throws IOException {
        labels(1).voxels(i -> i == 7 ? 3 : i % 3).write(prediction("a"));
        labels(1).spacing(1, 1, 3).origin(40, 0, 0).write(prediction("b"));
        labels(1).write(prediction("c"));
        labels(1).write(prediction("d"));

        Output output = evaluate();

        assertThat(output.status()).isEqualTo(ExitCode.WORK_FAILED);
        assertThat(output.leftOut())
                .satisfiesExactlyInAnyOrder(
                        l -> assertThat(l).contains("LABEL_NOT_DECLARED").contains("value 3 in 1 voxels"),
                        l -> assertThat(l).contains("b: ").contains("SPACING_DIFFERS"),
                        l -> assertThat(l).contains("b: ").contains("ORIGIN_DIFFERS"),
                        l -> assertThat(l).contains("d: ").contains("REFERENCE_MISSING"));
        assertThat(summary().at("/metric_per_case")).hasSize(1);
    }

    @Test
    void missesNoMeanForAPredictionTooMany() throws IOException {
        for (String name : List.of("a", "b", "c", "d")) {
            labels(1).write(prediction(name));
        }

        Output output = evaluate();

        assertThat(output.status()).isEqualTo(ExitCode.WORK_FAILED);
        assertThat(output.line("global")).doesNotContain("incomplete");
        assertThat(summary().has("incomplete")).isFalse();
    }

    @Test
    void namesWhatCannotBeScoredAtAll() throws IOException {
        assertThat(evaluate().status()).isEqualTo(ExitCode.BAD_INPUT);
        labels(1).size(14, 12, 9).write(prediction("a"));
        assertThat(evaluate().status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(folder.resolve("pred/summary.json")).doesNotExist();
        assertThat(evaluate("--strict").status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(evaluate("--missing", "nothing").status()).isEqualTo(ExitCode.BAD_INPUT);
    }

    private static TestNifti labels(int shift) {
        return new TestNifti().voxels(i -> (i + shift) / 14 % 3);
    }

    private Path reference(String name) {
        return folder.resolve("ref").resolve(name + ".nii.gz");
    }

    private Path prediction(String name) {
        return folder.resolve("pred").resolve(name + ".nii.gz");
    }

    private JsonNode summary() throws IOException {
        String text = Files.readString(folder.resolve("pred/summary.json")).replace("NaN", "null");
        return Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    private Output evaluate(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "evaluate",
                folder.resolve("pred").toString(),
                folder.resolve("ref").toString(),
                "--dataset-json",
                folder.resolve("dataset.json").toString()));
        arguments.addAll(List.of(more));
        return Output.of(arguments.toArray(String[]::new));
    }
}
