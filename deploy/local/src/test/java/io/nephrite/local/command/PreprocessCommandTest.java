package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreprocessCommandTest {
    private static final float TOLERANCE = 1e-4f;

    @Test
    void writesTheArchiveThatNnunetWrites(@TempDir Path out) {
        int status = preprocess(out, "3d_fullres", "case_00109");

        assertThat(status).isEqualTo(ExitCode.OK);
        Map<String, ReferenceArray> ours = ReferenceNumbers.npz(out.resolve("case_00109.npz"));
        Map<String, ReferenceArray> theirs =
                ReferenceNumbers.npz(SharedData.path("reference/kits_small/preprocessed_3d_fullres/case_00109.npz"));
        assertThat(ours.get("seg").bytes()).isEqualTo(theirs.get("seg").bytes());
        float[] data = ours.get("data").floats();
        float[] expected = theirs.get("data").floats();
        assertThat(data).hasSameSizeAs(expected);
        for (int i = 0; i < data.length; i++) {
            if (Math.abs(data[i] - expected[i]) > TOLERANCE) {
                assertThat(data[i]).isEqualTo(expected[i]);
            }
        }
        assertThat(Files.exists(out.resolve("case_00109.json"))).isTrue();
    }

    @Test
    void resamplesTheRawImagesWhereTheExperimentAsksForIt(@TempDir Path out) throws IOException {
        Path experiment =
                Files.writeString(out.resolve("experiment.json"), "{\"rawResampling\": {\"spacingMm\": [8, 4, 4]}}");

        int status = preprocess(out, "3d_fullres", "case_00109", "--experiment", experiment.toString());

        assertThat(status).isEqualTo(ExitCode.OK);
        CaseProperties properties = Json.read(Files.readAllBytes(out.resolve("case_00109.json")), CaseProperties.class);
        assertThat(properties.spacing()).isEqualTo(new Spacing(4, 4, 8));
        assertThat(properties.rawShape()).contains(new Shape3(106, 106, 27));
    }

    @Test
    void namesWhatIsNotThere(@TempDir Path out) {
        assertThat(preprocess(out, "3d_fullres", "case_99999")).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(preprocess(out, "4d", "case_00109")).isEqualTo(ExitCode.BAD_INPUT);
    }

    private static int preprocess(Path out, String configuration, String caseId, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "preprocess",
                "--plans",
                SharedData.path("reference/kits_small/nnUNetPlans.json").toString(),
                "--dataset",
                SharedData.path("data/Task040_KiTS_small").toString(),
                "--configuration",
                configuration,
                "--out",
                out.toString(),
                "--format",
                "npz",
                caseId));
        arguments.addAll(List.of(more));
        return NephriteCommand.execute(arguments.toArray(String[]::new));
    }
}
