package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.ReferenceSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreprocessCommandTest {
    private static final float TOLERANCE = 1e-4f;

    private static String caseId(ReferenceSize size) {
        return size == ReferenceSize.SMALL ? "phantom_1" : "case_00109";
    }

    @ParameterizedTest
    @EnumSource
    void writesTheArchiveThatNnunetWrites(ReferenceSize size, @TempDir Path out) {
        String caseId = caseId(size);
        int status = preprocess(size, out, "3d_fullres", caseId);

        assertThat(status).isEqualTo(ExitCode.OK);
        Map<String, ReferenceArray> ours = ReferenceNumbers.npz(out.resolve(caseId + ".npz"));
        Map<String, ReferenceArray> theirs = ReferenceNumbers.npz(size.path(
                "phantom/preprocessed_3d_fullres/" + caseId + ".npz",
                "reference/kits_small/preprocessed_3d_fullres/" + caseId + ".npz"));
        assertThat(ours.get("seg").bytes()).isEqualTo(theirs.get("seg").bytes());
        float[] data = ours.get("data").floats();
        float[] expected = theirs.get("data").floats();
        assertThat(data).hasSameSizeAs(expected);
        for (int i = 0; i < data.length; i++) {
            if (Math.abs(data[i] - expected[i]) > TOLERANCE) {
                assertThat(data[i]).isEqualTo(expected[i]);
            }
        }
        assertThat(Files.exists(out.resolve(caseId + ".json"))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void resamplesTheRawImagesWhereTheExperimentAsksForIt(ReferenceSize size, @TempDir Path out) throws IOException {
        String caseId = caseId(size);
        Path experiment =
                Files.writeString(out.resolve("experiment.json"), "{\"rawResampling\": {\"spacingMm\": [8, 4, 4]}}");

        int status = preprocess(size, out, "3d_fullres", caseId, "--experiment", experiment.toString());

        assertThat(status).isEqualTo(ExitCode.OK);
        CaseProperties properties = Json.read(Files.readAllBytes(out.resolve(caseId + ".json")), CaseProperties.class);
        assertThat(properties.spacing()).isEqualTo(new Spacing(4, 4, 8));
        assertThat(properties.rawShape())
                .contains(size == ReferenceSize.SMALL ? new Shape3(11, 17, 19) : new Shape3(106, 106, 27));
    }

    @Test
    void namesWhatIsNotThere(@TempDir Path out) {
        assertThat(preprocess(ReferenceSize.SMALL, out, "3d_fullres", "case_99999"))
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(preprocess(ReferenceSize.SMALL, out, "4d", "phantom_0")).isEqualTo(ExitCode.BAD_INPUT);
    }

    private static int preprocess(ReferenceSize size, Path out, String configuration, String caseId, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "preprocess",
                "--plans",
                size.path("phantom/nnUNetPlans.json", "reference/kits_small/nnUNetPlans.json")
                        .toString(),
                "--dataset",
                size.path("Dataset901_Phantom", "data/Task040_KiTS_small").toString(),
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
