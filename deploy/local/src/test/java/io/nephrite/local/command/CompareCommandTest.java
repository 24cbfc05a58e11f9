package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    @TempDir
    Path folder;

    @Test
    void tellsTheMeanPairedDifferenceAndItsInterval() throws IOException {
        Path a = report("a", 10, 0, "3d_fullres");
        Path b = report("b", 10, 0.05, "3d_fullres");

        Output output = Output.of("compare", a.toString(), b.toString());

        assertThat(output.status()).isEqualTo(ExitCode.OK);
        // every case is better by the same: no spread at all
        assertThat(output.line("kidney").split("\\s+"))
                .containsExactly("kidney", "10", "0.5450", "0.5950", "+0.0500", "+0.0500", "to", "+0.0500", "clear");
        // one case has no tumour in A
        assertThat(output.line("tumor").split("\\s+")).contains("9");
    }

    @Test
    void namesTheCasesThatOnlyOneHas() throws IOException {
        Path a = report("a", 3, 0, "2d");
        Path b = report("b", 5, 0, "2d");
        assertThat(Output.of("compare", a.toString(), b.toString()).line("only in B"))
                .isEqualTo("only in B, not compared: case_3, case_4");
    }

    @Test
    void asksWhichConfigurationIsMeantWhereThereAreSeveral() throws IOException {
        Path a = report("a", 3, 0, "2d", "3d_fullres");
        assertThat(Output.of("compare", a.toString(), a.toString()).status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(Output.of(
                                "compare",
                                a.toString(),
                                a.toString(),
                                "--configuration",
                                "2d",
                                "--other-configuration",
                                "3d_fullres")
                        .line("B: "))
                .contains("3d_fullres");
        assertThat(Output.of("compare", a.toString(), a.toString(), "--configuration", "3d_lowres")
                        .status())
                .isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void comparesSummariesThatNnunetWroteToo() throws IOException {
        Path a = Files.writeString(
                folder.resolve("summary.json"),
                "{\"metric_per_case\": [{\"metrics\": {\"1\": {\"Dice\": 0.5}, \"2\": {\"Dice\": NaN}},"
                        + " \"prediction_file\": \"/x/case_1.nii.gz\"}]}");
        Output output = Output.of("compare", a.toString(), a.toString());
        assertThat(output.line("1 ")).contains("0.5000", "+0.0000");
        assertThat(output.text()).doesNotContain("\n2 ");
    }

    @Test
    void refusesWhatIsNoEvaluation() throws IOException {
        Path other = Files.writeString(folder.resolve("other.json"), "{}");
        assertThat(Output.of("compare", other.toString(), other.toString()).status())
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(Output.of("compare", folder.resolve("none").toString(), other.toString())
                        .status())
                .isEqualTo(ExitCode.BAD_INPUT);
    }

    private Path report(String name, int cases, double more, String... configurations) throws IOException {
        String of = IntStream.range(0, cases)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "{\"caseId\": \"case_%d\", \"dice\": {\"kidney\": %.6f, \"tumor\": %s}}",
                        i,
                        0.5 + 0.01 * i + more,
                        i == 0 ? "null" : "0.25"))
                .collect(Collectors.joining(", "));
        String all = Arrays.stream(configurations)
                .map(c -> "{\"configuration\": \"" + c + "\", \"folds\": [{\"fold\": \"0\", \"cases\": [" + of + "]}]}")
                .collect(Collectors.joining(", "));
        Path results = Files.createDirectories(folder.resolve(name));
        Files.writeString(
                results.resolve("report.json"), "{\"version\": \"" + name + "\", \"configurations\": [" + all + "]}");
        return results;
    }
}
