package io.nephrite.imaging.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.nifti.NiftiBytes;
import io.nephrite.testkit.PrivateText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
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
                Arguments.of("a.tif", tiff(8, NAME)),
                Arguments.of("a.tif", Arrays.copyOf(tiff(8, NAME), 150)),
                Arguments.of("a.tif", tiff(7, NAME)),
                Arguments.of("a.tif", tiff(8, "{\"shape\": [9, 9], \"patient\": \"" + NAME + "\"}")),
                Arguments.of("a.tif", tiff(8, "ImageJ=1.54\nimages=5\nslices=5\nInfo=" + NAME)),
                Arguments.of("a.tif", tiff(8, "<OME><Image Name=\"" + NAME + "\"><Pixels SizeZ=\"5\" SizeC=\"2\"/>")),
                Arguments.of("a.tif", meta),
                Arguments.of("a.nii.gz", meta),
                Arguments.of("a.nrrd", meta),
                Arguments.of("a.mha", nrrd));
    }

    /**
     * A picture of 4 x 3 with the name in every field of text: DocumentName, Make, Model, PageName, Software, Artist and
     * HostComputer.
     */
    private static byte[] tiff(int bits, String description) {
        byte[] text = (description + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] name = (NAME + "\0").getBytes(StandardCharsets.US_ASCII);
        int[] numbers = {256, 4, 257, 3, 258, bits, 259, 1, 262, 1};
        int[] texts = {269, 271, 272, 285, 305, 315, 316};
        int[] places = {273, 0, 277, 1, 278, 3, 279, 12};
        int fields = (numbers.length + places.length) / 2 + texts.length + 1;
        int textAt = 8 + 2 + 12 * fields + 4;
        int nameAt = textAt + text.length;
        int pixelsAt = nameAt + name.length;
        places[1] = pixelsAt;
        TreeMap<Integer, int[]> directory = new TreeMap<>();
        for (int[] entries : new int[][] {numbers, places}) {
            for (int i = 0; i < entries.length; i += 2) {
                directory.put(entries[i], new int[] {4, 1, entries[i + 1]});
            }
        }
        for (int tag : texts) {
            directory.put(tag, new int[] {2, name.length, nameAt});
        }
        directory.put(270, new int[] {2, text.length, textAt});
        ByteBuffer file = ByteBuffer.allocate(pixelsAt + 12).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) fields);
        directory.forEach((tag, entry) -> file.putShort(tag.shortValue())
                .putShort((short) entry[0])
                .putInt(entry[1])
                .putInt(entry[2]));
        file.putInt(0).put(text).put(name);
        return file.array();
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
