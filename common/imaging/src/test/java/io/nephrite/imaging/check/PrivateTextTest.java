package io.nephrite.imaging.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.nifti.NiftiBytes;
import io.nephrite.testkit.PrivateText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is said of a file, sound or broken, never has the free text of its header: it may name a patient, and what is said
 * goes into logs, events and reports.
 */
class PrivateTextTest {
    private static final String NAME = PrivateText.NAME;
    private static final byte[] VOXELS = new byte[24];

    private static final String NRRD = "NRRD0004\n# " + NAME
            + "\ntype: uchar\ndimension: 3\nsizes: 4 3 2\nencoding: raw\n"
            + "content: " + NAME + "\nsample units: " + NAME + "\nPatientName:=" + NAME + "\nDICOM_0010_0010:=" + NAME
            + "\nspacings: 1 1 1\n\n";

    private static final String META = "ObjectType = Image\nNDims = 3\nComment = " + NAME + "\nPatientName = " + NAME
            + "\nName = " + NAME + "\nID = 1\nPatientID = " + NAME
            + "\nDimSize = 4 3 2\nElementSpacing = 1 1 1\nElementType = MET_UCHAR\nElementDataFile = LOCAL\n";

    static Stream<Arguments> files() throws IOException {
        byte[] nifti = PrivateText.inNifti(
                NiftiBytes.int16(4, 3, 2).voxels(i -> i * 10 - 100).gzip());
        byte[] nrrd = join(NRRD, VOXELS);
        byte[] meta = join(META, VOXELS);
        return Stream.of(
                Arguments.of("a.nii.gz", nifti),
                Arguments.of("a.nii.gz", Arrays.copyOf(nifti, nifti.length - 20)),
                Arguments.of("a.nrrd", nrrd),
                Arguments.of("a.nrrd", Arrays.copyOf(nrrd, nrrd.length - 5)),
                Arguments.of("a.nrrd", Arrays.copyOf(nrrd, 120)),
                Arguments.of("a.nrrd", join(NRRD.replace("sizes: 4 3 2", "sizes: 4 3"), VOXELS)),
                Arguments.of("a.nrrd", join(NRRD.replace("type: uchar", "type: block"), VOXELS)),
                Arguments.of("a.nrrd", join(NRRD.replace("\n\n", "\n"), VOXELS)),
                Arguments.of("a.mha", meta),
                Arguments.of("a.mha", Arrays.copyOf(meta, meta.length - 5)),
                Arguments.of("a.mha", Arrays.copyOf(meta, 60)),
                Arguments.of("a.mha", join(META.replace("DimSize = 4 3 2", "DimSize = 4 3"), VOXELS)),
                Arguments.of("a.mha", join(META.replace("MET_UCHAR", "MET_OTHER"), VOXELS)),
                Arguments.of("a.nii.gz", meta),
                Arguments.of("a.nrrd", meta),
                Arguments.of("a.mha", nrrd));
    }

    private static byte[] join(String header, byte[] voxels) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        byte[] file = Arrays.copyOf(text, text.length + voxels.length);
        System.arraycopy(voxels, 0, file, text.length, voxels.length);
        return file;
    }

    @ParameterizedTest
    @MethodSource("files")
    void neverStandsInWhatIsSaidOfAFile(String name, byte[] file) {
        CaseFiles.StoredFile image = new CaseFiles.StoredFile("Task_1/imagesTr/" + name, file.length, "etag");
        CaseFiles files = new CaseFiles("a", "content", List.of(image), Optional.empty());
        CaseCheck check = new CaseChecker(List.of("MR"), LabelMap.of("background", "kidney"))
                .check("Task_1", files, wanted -> new ByteArrayInputStream(file));

        assertThat(new String(Json.bytes(check), StandardCharsets.UTF_8)).doesNotContain(NAME);
        assertThat(check.toString()).doesNotContain(NAME);
    }
}
