package io.nephrite.imaging.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.ImageReaderName;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.check.CaseChecker;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ImageSource;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every format against nnU-Net's own readers: {@code formats.json}, written by {@code make_formats.py} beside it, holds
 * small files and what nnU-Net 2.8.1 with SimpleITK 2.5.7, scikit-image 0.26.0 and tifffile read of them.
 */
class FormatsReferenceTest {
    private static final double SAME_POSITION = 1e-12;

    static List<Entry> read() throws IOException {
        return entries(e -> !e.json.has("refused"));
    }

    static List<Entry> refused() throws IOException {
        return entries(e -> e.json.has("refused"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("read")
    void readsVoxelsSpacingAndPositionAsNnunetDoes(Entry entry) {
        FileImage image = ImageFileReader.readImage(entry);

        JsonNode shape = entry.json.get("shape");
        assertThat(image.volume().channels()).isEqualTo(shape.get(0).intValue());
        assertThat(image.volume().shape())
                .isEqualTo(new Shape3(
                        shape.get(1).intValue(),
                        shape.get(2).intValue(),
                        shape.get(3).intValue()));
        assertThat(image.volume().spacing().toArray()).containsExactly(numbers(entry.json.get("spacing")));
        float[] voxels = new float[image.volume().voxels().length];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = entry.json.get("voxels").get(i).floatValue();
        }
        assertThat(image.volume().voxels()).containsExactly(voxels);
        for (int row = 0; row < 3 && entry.json.has("affine"); row++) {
            assertThat(image.header().affine().toArray()[row])
                    .containsExactly(numbers(entry.json.get("affine").get(row)), within(SAME_POSITION));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("read")
    void readsTheHeaderAlone(Entry entry) {
        ImageHeader header = ImageFileReader.readHeader(entry);
        FileImage image = ImageFileReader.readImage(entry);
        assertThat(header.layout()).isEqualTo(image.header().layout());
        assertThat(header.spacing()).isEqualTo(image.header().spacing());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("read")
    void writesLabelsWithTheGeometryOfTheImage(Entry entry) throws IOException {
        ImageHeader original = ImageFileReader.readHeader(entry);
        LabelVolume label =
                new LabelVolume(new byte[(int) original.shape().voxels()], original.shape(), original.spacing());
        for (int i = 0; i < label.voxels().length(); i++) {
            label.voxels().set(i, i % 128);
        }
        String ending = ImageFormat.ending(entry.name()).orElseThrow();
        LabelVolume wide = new LabelVolume(label.voxels().widened(), label.shape(), label.spacing());
        wide.voxels().set(0, 32_767);
        if (ending.equals(".bmp")) {
            assertThatThrownBy(() -> bytes(wide, original, ending)).hasMessageContaining("at most 254");
        } else {
            Entry two = entry.replaced("wide" + ending, bytes(wide, original, ending));
            LabelFileWriter.spacingBeside(original, ending).ifPresent(json -> two.files.put("wide.json", json));
            assertThat(ImageFileReader.readLabel(two).voxels()).isEqualTo(wide.voxels());
        }
        Entry written = entry.replaced("written" + ending, bytes(label, original, ending));
        LabelFileWriter.spacingBeside(original, ending).ifPresent(json -> written.files.put("written.json", json));

        assertThat(ImageFileReader.readLabel(written).voxels()).isEqualTo(label.voxels());
        ImageHeader again = ImageFileReader.readHeader(written);
        assertThat(again.shape()).isEqualTo(original.shape());
        assertThat(again.spacing()).isEqualTo(original.spacing());
        assertThat(again.affine()).isEqualTo(original.affine());
        assertThat(again.planar()).isEqualTo(original.planar());
        assertThat(bytes(label, original, ending))
                .as("the same bytes again")
                .isEqualTo(written.files.get("written" + ending));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void namesWhatIsWrongWithAFile(Entry entry) {
        FaultCode expected = FaultCode.valueOf(entry.json.get("refused").textValue());
        assertThatExceptionOfType(ImageFileException.class)
                .isThrownBy(() -> ImageFileReader.readImage(entry))
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo(expected))
                .satisfies(e -> assertThat(e.getMessage()).contains(entry.name(), "found ", "expected "));
        assertThat(check(entry)).extracting(Fault::code).contains(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("read")
    void findsTheSameHeaderInTheCheck(Entry entry) {
        assertThat(check(entry))
                .filteredOn(Fault::isError)
                .extracting(Fault::code)
                .isSubsetOf(
                        FaultCode.AFFINE_SHEARED,
                        FaultCode.CHANNEL_COUNT_DIFFERS,
                        FaultCode.PICTURE_FOR_STACK,
                        FaultCode.IMAGE_CONSTANT);
    }

    static Stream<Arguments> warnings() {
        return Stream.of(
                Arguments.of("microns.nrrd", FaultCode.UNIT_NOT_APPLIED),
                Arguments.of("units.mha", FaultCode.UNIT_NOT_APPLIED),
                Arguments.of("slope.mha", FaultCode.SCALING_NOT_APPLIED),
                Arguments.of("unknown.nrrd", FaultCode.SPACING_ASSUMED),
                Arguments.of("nothing.mha", FaultCode.SPACING_ASSUMED),
                Arguments.of("stack_u1.tif", FaultCode.SPACING_ASSUMED),
                Arguments.of("sheared.nrrd", FaultCode.AFFINE_SHEARED),
                Arguments.of("sheared.mha", FaultCode.AFFINE_SHEARED));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("warnings")
    void tellsWhatAReaderPassesOver(String name, FaultCode expected) throws IOException {
        Entry entry = entries(e -> e.name().equals(name)).get(0);
        assertThat(check(entry)).extracting(Fault::code).contains(expected);
    }

    @Test
    void tellsAPictureFromAStackWhereTheReaderIsNamed() throws IOException {
        assertThat(tiff("picture_u1.tif", Optional.of(ImageReaderName.TIFF_3D))).contains(FaultCode.PICTURE_FOR_STACK);
        assertThat(tiff("stack_u1.tif", Optional.of(ImageReaderName.NATURAL_IMAGE_2D)))
                .contains(FaultCode.PICTURE_FOR_STACK);
        assertThat(tiff("picture_u1.tif", Optional.of(ImageReaderName.NATURAL_IMAGE_2D)))
                .doesNotContain(FaultCode.PICTURE_FOR_STACK);
        assertThat(tiff("stack_u1.tif", Optional.of(ImageReaderName.TIFF_3D)))
                .doesNotContain(FaultCode.PICTURE_FOR_STACK);
        assertThat(tiff("picture_u1.tif", Optional.empty())).doesNotContain(FaultCode.PICTURE_FOR_STACK);
    }

    private static List<FaultCode> tiff(String name, Optional<ImageReaderName> reader) throws IOException {
        return check(entries(e -> e.name().equals(name)).get(0), reader).stream()
                .map(Fault::code)
                .toList();
    }

    private static List<Fault> check(Entry entry) {
        return check(entry, Optional.empty());
    }

    private static List<Fault> check(Entry entry, Optional<ImageReaderName> reader) {
        List<StoredFile> files = entry.files.entrySet().stream()
                .map(f -> new StoredFile("d/" + f.getKey(), f.getValue().length, "e"))
                .toList();
        return new CaseChecker(List.of("MR"), LabelMap.of("background", "kidney"), reader)
                .check(
                        "d",
                        new CaseFiles("c", "id", files.subList(0, 1), Optional.empty(), files.subList(1, files.size())),
                        f -> new ByteArrayInputStream(entry.files.get(f.key().substring(2))))
                .faults();
    }

    private static byte[] bytes(LabelVolume label, ImageHeader original, String ending) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LabelFileWriter.write(out, label, original, ending);
        return out.toByteArray();
    }

    private static double[] numbers(JsonNode node) {
        double[] numbers = new double[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = node.get(i).doubleValue();
        }
        return numbers;
    }

    private static List<Entry> entries(Predicate<Entry> wanted) throws IOException {
        try (InputStream in = FormatsReferenceTest.class.getResourceAsStream("formats.json")) {
            List<Entry> entries = new ArrayList<>();
            Json.tree(in.readAllBytes()).forEach(e -> entries.add(Entry.of(e)));
            return entries.stream().filter(wanted).toList();
        }
    }

    /** @param files the image first, and what lies beside it */
    record Entry(String name, JsonNode json, Map<String, byte[]> files) implements ImageSource {
        static Entry of(JsonNode json) {
            String name = json.get("name").textValue();
            Map<String, byte[]> files = new LinkedHashMap<>();
            files.put(name, new byte[0]);
            json.get("files")
                    .properties()
                    .forEach(f -> files.put(
                            f.getKey(), Base64.getDecoder().decode(f.getValue().textValue())));
            return new Entry(name, json, files);
        }

        Entry replaced(String otherName, byte[] content) {
            Map<String, byte[]> other = new LinkedHashMap<>();
            other.put(otherName, content);
            return new Entry(otherName, json, other);
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(files.get(name));
        }

        @Override
        public Optional<InputStream> beside(String file) {
            return Optional.ofNullable(files.get(file)).map(ByteArrayInputStream::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
