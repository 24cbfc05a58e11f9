package io.nephrite.imaging.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.Severity;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiBytes;
import io.nephrite.testkit.SharedData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CaseCheckerTest {
    private static final String IMAGE = "imagesTr/c_0000.nii.gz";
    private static final String LABEL = "labelsTr/c.nii.gz";
    private static final double[][] SHEARED = {{1, 0.2, 0, 0}, {0, 2, 0, 0}, {0, 0, 3, 0}};
    private static final double[][] FLAT = {{1, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 3, 0}};
    private static final double[][] SHIFTED = {{1, 0, 0, 0.5}, {0, 2, 0, 0}, {0, 0, 3, 0}};
    private static final double[][] BESIDE = {{1, 0, 0, 0.5}, {0, 2, 0, 0}, {0, 0, 3.5, 0}};
    private static final double[][] FLIPPED = {{-1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 3, 0}};
    private static final double[][] ROUNDED = {{1, 0, 0, 1e-4}, {0, 2, 0, 0}, {0, 0, 3, 0}};
    private static final double[][] WITH_NAN = {{1, 0, 0, Double.NaN}, {0, 2, 0, 0}, {0, 0, 3, 0}};

    private final CaseChecker checker = new CaseChecker(List.of("CT"), LabelMap.of("background", "kidney", "tumor"));

    static Stream<Arguments> brokenImages() {
        return Stream.of(
                image("empty file", new byte[0], FaultCode.FILE_EMPTY),
                image("one byte", new byte[] {31}, FaultCode.NOT_NIFTI),
                image("text under a gzip name", "hello".getBytes(StandardCharsets.UTF_8), FaultCode.NOT_NIFTI),
                image("plain NIfTI under a gzip name", ct().plain(), FaultCode.NOT_GZIP),
                image("cut in the deflate data", cut(ct().gzip(), 40), FaultCode.GZIP_TRUNCATED),
                image("cut in the trailer", cut(ct().gzip(), 3), FaultCode.GZIP_TRUNCATED),
                image("cut in the gzip header", Arrays.copyOf(ct().gzip(), 6), FaultCode.GZIP_TRUNCATED),
                image("wrong CRC", flip(ct().gzip(), -6), FaultCode.GZIP_CORRUPT),
                image("wrong length", flip(ct().gzip(), -2), FaultCode.GZIP_CORRUPT),
                image("unknown compression", set(ct().gzip(), 2, 7), FaultCode.GZIP_CORRUPT),
                image("bytes after gzip", join(ct().gzip(), new byte[] {1, 2, 3}), FaultCode.TRAILING_BYTES),
                image(
                        "bytes after the last voxel",
                        NiftiBytes.gzip(join(ct().plain(), new byte[7])),
                        FaultCode.TRAILING_BYTES),
                image("fewer voxels than declared", NiftiBytes.gzip(cut(ct().plain(), 9)), FaultCode.FILE_TRUNCATED),
                image("ends inside the header", NiftiBytes.gzip(Arrays.copyOf(ct().plain(), 200)), FaultCode.NOT_NIFTI),
                image("gzip of something else", NiftiBytes.gzip(new byte[1000]), FaultCode.NOT_NIFTI),
                image("header/image pair", ct().magic("ni1\0").gzip(), FaultCode.HEADER_IMAGE_PAIR),
                image("ANALYZE", ct().magic("\0\0\0\0").gzip(), FaultCode.MAGIC_WRONG),
                image("wrong magic", ct().magic("n+3\0").gzip(), FaultCode.MAGIC_WRONG),
                image("complex voxels", ct().datatype(32).bitpix(64).gzip(), FaultCode.DATA_TYPE_NOT_SUPPORTED),
                image("RGB voxels", ct().datatype(128).bitpix(24).gzip(), FaultCode.DATA_TYPE_NOT_SUPPORTED),
                image("unknown type", ct().datatype(99).gzip(), FaultCode.DATA_TYPE_NOT_SUPPORTED),
                image("bitpix against datatype", ct().bitpix(8).gzip(), FaultCode.BITPIX_DIFFERS),
                image("no dimensions", ct().dim(0, 0).gzip(), FaultCode.DIMENSIONS_IMPOSSIBLE),
                image("eight dimensions", ct().dim(0, 8).gzip(), FaultCode.DIMENSIONS_IMPOSSIBLE),
                image("negative dimension", ct().dim(2, -4).gzip(), FaultCode.DIMENSIONS_IMPOSSIBLE),
                image("dimension 0", ct().dim(3, 0).gzip(), FaultCode.DIMENSIONS_IMPOSSIBLE),
                image(
                        "8 GB declared",
                        ct().dim(1, 2000).dim(2, 2000).dim(3, 500).gzip(),
                        FaultCode.FILE_TRUNCATED),
                image(
                        "more than an array holds",
                        ct().dim(1, 30000).dim(2, 30000).dim(3, 30).gzip(),
                        FaultCode.VOLUME_TOO_LARGE),
                image("pixdim 0", ct().pixdim(1, 0, 3).gzip(), FaultCode.PIXDIM_NOT_POSITIVE),
                image("pixdim negative", ct().pixdim(-1, 2, 3).gzip(), FaultCode.PIXDIM_NEGATIVE),
                image("pixdim NaN", ct().pixdim(Double.NaN, 2, 3).gzip(), FaultCode.HEADER_NOT_FINITE),
                image(
                        "slope infinite",
                        ct().scaling(Double.POSITIVE_INFINITY, 0).gzip(),
                        FaultCode.HEADER_NOT_FINITE),
                image("inter NaN", ct().scaling(2, Double.NaN).gzip(), FaultCode.HEADER_NOT_FINITE),
                image("sform NaN", ct().sform(WITH_NAN).gzip(), FaultCode.HEADER_NOT_FINITE),
                image("voxels inside the header", ct().voxOffset(100).gzip(), FaultCode.DATA_OFFSET_IMPOSSIBLE),
                image("voxels past the end", ct().voxOffset(100000).gzip(), FaultCode.FILE_TRUNCATED),
                image("slope 0", ct().scaling(0, 0).gzip(), FaultCode.SLOPE_ZERO),
                image("no orientation", ct().forms(0, 0).gzip(), FaultCode.NO_ORIENTATION),
                image(
                        "sform against qform",
                        ct().forms(1, 2).quaternion(0, 0, 1).gzip(),
                        FaultCode.SFORM_QFORM_DIFFER),
                image("sheared", ct().sform(SHEARED).gzip(), FaultCode.AFFINE_SHEARED),
                image("axis without length", ct().sform(FLAT).gzip(), FaultCode.AFFINE_DEGENERATE),
                image(
                        "quaternion too long",
                        ct().forms(1, 0).quaternion(1, 1, 0).gzip(),
                        FaultCode.AFFINE_DEGENERATE),
                image("affine against pixdim", ct().pixdim(1, 2, 4).gzip(), FaultCode.AFFINE_PIXDIM_DIFFER),
                image(
                        "4D file of too many channels",
                        NiftiBytes.int16(4, 3, 2, 2).voxels(CaseCheckerTest::hu).gzip(),
                        FaultCode.CHANNEL_COUNT_DIFFERS),
                image("NaN voxel", floats(Double.NaN).gzip(), FaultCode.VOXELS_NOT_FINITE),
                image("infinite voxel", floats(Double.NEGATIVE_INFINITY).gzip(), FaultCode.VOXELS_NOT_FINITE),
                image(
                        "beyond float32",
                        NiftiBytes.of(StoredType.FLOAT64, 4, 3, 2)
                                .voxels(i -> i == 5 ? 1e300 : hu(i))
                                .gzip(),
                        FaultCode.VOXELS_NOT_FINITE),
                image("scaled beyond float32", ct().scaling(1e37, 0).gzip(), FaultCode.VOXELS_NOT_FINITE),
                image("constant", ct().voxels(i -> -1000).gzip(), FaultCode.IMAGE_CONSTANT),
                image("CT without intercept", ct().voxels(i -> i + 1000).gzip(), FaultCode.CT_RANGE_IMPLAUSIBLE),
                image("CT far too bright", ct().voxels(i -> 1000 * i - 1000).gzip(), FaultCode.CT_RANGE_IMPLAUSIBLE));
    }

    static Stream<Arguments> brokenLabels() {
        return Stream.of(
                label("undeclared value", labels().voxels(i -> i == 5 ? 7 : 1).gzip(), FaultCode.LABEL_NOT_DECLARED),
                label(
                        "huge value",
                        NiftiBytes.of(StoredType.INT32, 4, 3, 2)
                                .voxels(i -> i == 5 ? 70000 : 1)
                                .gzip(),
                        FaultCode.LABEL_NOT_DECLARED),
                label("fractional value", floats(0.5, 1).gzip(), FaultCode.LABEL_NOT_INTEGRAL),
                label(
                        "negative value",
                        NiftiBytes.int16(4, 3, 2).voxels(i -> i == 5 ? -1 : 1).gzip(),
                        FaultCode.LABEL_NEGATIVE),
                label("NaN value", floats(Double.NaN, 1).gzip(), FaultCode.VOXELS_NOT_FINITE),
                label("no foreground", labels().voxels(i -> 0).gzip(), FaultCode.NO_FOREGROUND),
                label(
                        "4D label",
                        NiftiBytes.of(StoredType.UINT8, 4, 3, 2, 3)
                                .voxels(i -> 1)
                                .gzip(),
                        FaultCode.CHANNEL_COUNT_DIFFERS),
                label(
                        "other shape",
                        NiftiBytes.of(StoredType.UINT8, 4, 3, 3).voxels(i -> 1).gzip(),
                        FaultCode.SHAPE_DIFFERS),
                label(
                        "axes swapped",
                        NiftiBytes.of(StoredType.UINT8, 2, 3, 4).voxels(i -> 1).gzip(),
                        FaultCode.SHAPE_DIFFERS),
                label("other spacing", labels().pixdim(1, 2, 3.001).gzip(), FaultCode.SPACING_DIFFERS),
                label("other origin", labels().sform(SHIFTED).gzip(), FaultCode.ORIGIN_DIFFERS),
                label("other direction", labels().sform(FLIPPED).gzip(), FaultCode.DIRECTION_DIFFERS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"brokenImages", "brokenLabels"})
    void namesTheFaultItsPlaceAndHowToMendIt(String name, String file, byte[] broken, FaultCode expected) {
        CaseCheck check = check(Map.of(file, broken));
        assertThat(check.faults()).as(name + " " + check.faults()).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo(expected);
            assertThat(f.file()).contains(file);
            assertThat(f.caseId()).contains("c");
            assertThat(f.severity()).isEqualTo(expected.severity());
            assertThat(f.seen()).isNotBlank();
            assertThat(f.expected()).isNotBlank();
            assertThat(f.mend()).isNotBlank();
        });
    }

    @Test
    void findsNothingWrongWithSoundFilesOfAnyKind() {
        for (StoredType type : List.of(StoredType.INT16, StoredType.INT32, StoredType.FLOAT32, StoredType.FLOAT64)) {
            for (int version = 1; version <= 2; version++) {
                NiftiBytes file = new NiftiBytes(version, ByteOrder.BIG_ENDIAN, type, 4, 3, 2)
                        .voxels(CaseCheckerTest::hu)
                        .extension(32);
                assertThat(check(Map.of(IMAGE, file.gzip())).faults()).isEmpty();
            }
        }
    }

    @Test
    void warnsOnlyWhereOriginsDifferByRounding() {
        assertThat(check(Map.of(LABEL, labels().sform(ROUNDED).gzip())).faults())
                .singleElement()
                .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING));
    }

    @Test
    void reportsAllFaultsOfACaseAtOnce() {
        CaseCheck check = check(Map.of(
                IMAGE, floats(Double.NaN).scaling(0, 0).gzip(),
                LABEL, labels().voxels(i -> i == 5 ? 7 : 1).sform(SHIFTED).gzip()));
        assertThat(check.faults())
                .extracting(Fault::code)
                .containsExactlyInAnyOrder(
                        FaultCode.SLOPE_ZERO,
                        FaultCode.VOXELS_NOT_FINITE,
                        FaultCode.LABEL_NOT_DECLARED,
                        FaultCode.ORIGIN_DIFFERS);
    }

    static Stream<Arguments> damagedFilesBesideTheirImage() {
        NiftiBytes file = labels().pixdim(1, 2, 3.5).sform(BESIDE);
        return Stream.of(
                Arguments.of(FaultCode.TRAILING_BYTES, join(file.gzip(), new byte[] {1, 2, 3})),
                Arguments.of(FaultCode.TRAILING_BYTES, NiftiBytes.gzip(join(file.plain(), new byte[7]))),
                Arguments.of(FaultCode.GZIP_CORRUPT, flip(file.gzip(), -6)),
                Arguments.of(FaultCode.GZIP_TRUNCATED, cut(file.gzip(), 3)),
                Arguments.of(FaultCode.FILE_TRUNCATED, NiftiBytes.gzip(cut(file.plain(), 9))),
                Arguments.of(FaultCode.NOT_GZIP, file.plain()),
                Arguments.of(
                        FaultCode.DATA_TYPE_NOT_SUPPORTED, file.datatype(99).gzip()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damagedFilesBesideTheirImage")
    void findsADamagedFileBesideItsImageAllTheSame(FaultCode damage, byte[] label) {
        assertThat(check(Map.of(LABEL, label)).faults())
                .extracting(Fault::code)
                .containsExactly(damage, FaultCode.SPACING_DIFFERS, FaultCode.ORIGIN_DIFFERS);
    }

    @Test
    void findsTheVoxelsAndTheGeometryOfDamagedFilesFaultyAllTheSame() {
        CaseCheck check = check(Map.of(
                IMAGE, join(floats(Double.NaN).sform(FLIPPED).gzip(), new byte[] {1, 2, 3}),
                LABEL, floats(0.5, 1).gzip()));
        assertThat(check.faults())
                .extracting(Fault::code)
                .containsExactly(
                        FaultCode.VOXELS_NOT_FINITE,
                        FaultCode.TRAILING_BYTES,
                        FaultCode.LABEL_NOT_INTEGRAL,
                        FaultCode.DIRECTION_DIFFERS);
    }

    @Test
    void looksAtVoxelsAndPositionOfAFileWithoutVoxelSize() {
        CaseCheck check = check(Map.of(
                LABEL, labels().pixdim(0, 2, 3).sform(SHIFTED).voxels(i -> 7).gzip()));
        assertThat(check.faults())
                .extracting(Fault::code)
                .containsExactly(FaultCode.PIXDIM_NOT_POSITIVE, FaultCode.LABEL_NOT_DECLARED, FaultCode.ORIGIN_DIFFERS);
    }

    static Stream<Arguments> brokenGeometries() {
        return Stream.of(
                geometry("pixdim 0", FaultCode.PIXDIM_NOT_POSITIVE, f -> f.pixdim(1, 0, 3)),
                geometry("pixdim huge", FaultCode.PIXDIM_NOT_POSITIVE, f -> f.pixdim(1, 2e6, 3)),
                geometry("pixdim NaN", FaultCode.HEADER_NOT_FINITE, f -> f.pixdim(1, Double.NaN, 3)),
                geometry(
                        "pixdim 0 where the qform needs it",
                        FaultCode.PIXDIM_NOT_POSITIVE,
                        f -> f.forms(1, 0).pixdim(1, 0, 3)),
                geometry("sform NaN", FaultCode.HEADER_NOT_FINITE, f -> f.sform(WITH_NAN)),
                geometry(
                        "qform NaN",
                        FaultCode.HEADER_NOT_FINITE,
                        f -> f.forms(1, 0).quaternion(Double.NaN, 0, 0)),
                geometry("axis without length", FaultCode.AFFINE_DEGENERATE, f -> f.sform(FLAT)),
                geometry(
                        "quaternion too long",
                        FaultCode.AFFINE_DEGENERATE,
                        f -> f.forms(1, 0).quaternion(1, 1, 0)),
                geometry(
                        "unused quaternion too long",
                        FaultCode.AFFINE_DEGENERATE,
                        f -> f.forms(1, 1).quaternion(1, 1, 0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenGeometries")
    void saysOnceThatAFileHasNoGeometryAndBlamesNoOther(
            String name, FaultCode expected, UnaryOperator<NiftiBytes> broken) {
        assertThat(check(Map.of(IMAGE, broken.apply(ct()).gzip())).faults())
                .extracting(f -> f.file().orElseThrow() + " " + f.code())
                .containsExactly(IMAGE + " " + expected);
        assertThat(check(Map.of(LABEL, broken.apply(labels()).gzip())).faults())
                .extracting(f -> f.file().orElseThrow() + " " + f.code())
                .containsExactly(LABEL + " " + expected);
    }

    @Test
    void comparesWithTheFirstChannelThatHasAVoxelSize() {
        byte[] without = ct().pixdim(1, 2, 0).gzip();
        CaseCheck check = check(
                new CaseChecker(List.of("A", "B"), LabelMap.of("background", "kidney", "tumor")),
                List.of(without, ct().gzip()),
                labels().pixdim(1, 2, 3.001).gzip());
        assertThat(check.faults())
                .extracting(Fault::code)
                .containsExactly(FaultCode.PIXDIM_NOT_POSITIVE, FaultCode.SPACING_DIFFERS);
        assertThat(check.faults().get(1).expected()).endsWith("as in imagesTr/c_0001.nii.gz");
    }

    @Test
    void findsNothingWrongWithAPlanarImageWhoseThirdAxisHasNoLength() {
        double[][] planar = {{1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 0, 0}};
        CaseCheck check = check(Map.of(
                IMAGE,
                        NiftiBytes.int16(4, 3)
                                .voxels(CaseCheckerTest::hu)
                                .sform(planar)
                                .gzip(),
                LABEL,
                        NiftiBytes.of(StoredType.UINT8, 4, 3)
                                .voxels(i -> i % 3)
                                .sform(planar)
                                .gzip()));
        assertThat(check.faults()).isEmpty();
    }

    @Test
    void saysWhereTheFirstBadVoxelIsAndHowManyThereAre() {
        CaseCheck check = check(Map.of(
                IMAGE,
                NiftiBytes.of(StoredType.FLOAT32, 4, 3, 2)
                        .voxels(i -> i >= 18 ? Double.NaN : hu(i))
                        .gzip()));
        assertThat(check.faults())
                .singleElement()
                .satisfies(f -> assertThat(f.seen())
                        .isEqualTo("6 of 24 voxels NaN or infinite, the first at voxel (x 2, y 1, z 1)"));
    }

    @Test
    void saysHowOftenAndWhereFirstALabelIsNone() {
        CaseCheck check = check(Map.of(
                LABEL,
                NiftiBytes.of(StoredType.FLOAT32, 4, 3, 2)
                        .voxels(i -> i == 23 ? Double.NaN : i > 20 ? 0.5 : i > 18 ? -1 : i > 16 ? 1e6 : i > 13 ? 9 : 1)
                        .gzip()));
        assertThat(check.faults())
                .extracting(f -> f.code() + ": " + f.seen())
                .containsExactly(
                        "VOXELS_NOT_FINITE: 1 of 24 voxels NaN or infinite, the first NaN at voxel (x 3, y 2, z 1)",
                        "LABEL_NEGATIVE: 2 of 24 voxels below 0, the first -1.0 at voxel (x 3, y 1, z 1)",
                        "LABEL_NOT_INTEGRAL: 2 of 24 voxels no whole numbers, the first 0.5 at voxel (x 1, y 2, z 1)",
                        "LABEL_NOT_DECLARED: value 9 in 3 voxels, 2 of 24 voxels of 32768 and above,"
                                + " the first 1000000.0 at voxel (x 1, y 1, z 1)");
    }

    @Test
    void namesTheUnitThatItConverts() {
        double[][] microns = {{1000, 0, 0, 0}, {0, 2000, 0, 0}, {0, 0, 3000, 0}};
        byte[] file = ct().units(3).pixdim(1000, 2000, 3000).sform(microns).gzip();
        CaseCheck check = check(Map.of(IMAGE, file));
        assertThat(check.faults())
                .singleElement()
                .satisfies(f -> assertThat(f.code()).isEqualTo(FaultCode.UNIT_CONVERTED))
                .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING))
                .satisfies(f -> assertThat(f.seen()).contains("micrometres", "[3.0, 2.0, 1.0] mm"));
        assertThat(check.images().get(0).spacing()).isEqualTo(new Spacing(3, 2, 1));
    }

    static Stream<Arguments> implausible() {
        return Stream.of(
                Arguments.of(
                        1e-4, "0.0004 x 0.0006 x 0.0006 mm", "if the sizes are meant in metres", "0.4 x 0.6 x 0.6 mm"),
                Arguments.of(
                        1e5,
                        "400000 x 600000 x 600000 mm",
                        "if the sizes are meant in micrometres",
                        "400 x 600 x 600 mm"));
    }

    @ParameterizedTest
    @MethodSource("implausible")
    void tellsBothReadingsOfASizeThatNoBodyHas(double factor, String read, String unit, String other) {
        double[][] rows = {{factor, 0, 0, 0}, {0, 2 * factor, 0, 0}, {0, 0, 3 * factor, 0}};
        UnaryOperator<NiftiBytes> scaled =
                f -> f.units(0).pixdim(factor, 2 * factor, 3 * factor).sform(rows);
        CaseCheck check = check(Map.of(
                IMAGE, scaled.apply(ct()).gzip(), LABEL, scaled.apply(labels()).gzip()));
        assertThat(check.faults())
                .hasSize(2)
                .allSatisfy(f -> assertThat(f.code()).isEqualTo(FaultCode.SIZE_IMPLAUSIBLE))
                .allSatisfy(f -> assertThat(f.severity()).isEqualTo(Severity.WARNING))
                .allSatisfy(f -> assertThat(f.seen()).contains(read))
                .allSatisfy(f -> assertThat(f.expected()).contains(unit, other));
    }

    @Test
    void takesAChannelOfZerosAmongOthersForAMissingOne() {
        CaseChecker two = new CaseChecker(List.of("T1", "T2"), LabelMap.of("background", "kidney", "tumor"));
        byte[] zeros = ct().voxels(i -> 0).gzip();
        byte[] full = ct().voxels(i -> -1000).gzip();
        CaseCheck lacking = check(two, List.of(ct().gzip(), zeros), labels().gzip());
        assertThat(lacking.faults())
                .extracting(f -> f.code() + " " + f.severity())
                .containsExactly("CHANNEL_EMPTY WARNING");
        assertThat(lacking.images()).hasSize(2);
        for (List<byte[]> wrong : List.of(List.of(zeros, zeros), List.of(ct().gzip(), full))) {
            assertThat(check(two, wrong, labels().gzip()).faults())
                    .extracting(f -> f.code() + " " + f.severity())
                    .containsOnly("IMAGE_CONSTANT ERROR");
        }
        byte[] both = NiftiBytes.int16(4, 3, 2, 2).voxels(i -> i < 24 ? 0 : i).gzip();
        assertThat(check(two, List.of(both), labels().gzip()).faults())
                .extracting(Fault::code)
                .containsExactly(FaultCode.CHANNEL_EMPTY);
    }

    @Test
    void warnsOfLabelsThatAreRounded() {
        byte[] slope = NiftiBytes.of(StoredType.UINT8, 4, 3, 2)
                .scaling(1 / 255f, 0)
                .voxels(i -> i % 2 * 255)
                .gzip();
        CaseCheck check = check(Map.of(LABEL, slope));
        assertThat(check.faults())
                .singleElement()
                .satisfies(f -> assertThat(f.code()).isEqualTo(FaultCode.LABEL_ROUNDED))
                .satisfies(f -> assertThat(f.seen()).contains("12 of 24 voxels", "1.0000000591389835"));
        assertThat(check.label().orElseThrow().labelCounts()).isEqualTo(Map.of(0, 12L, 1, 12L));
    }

    @Test
    void tellsFromTheHeadersAloneWhatTheyTell() {
        Map<String, byte[]> contents = new HashMap<>();
        byte[] cut = cut(ct().pixdim(1, 2, 4).gzip(), 20);
        CaseFiles files = new CaseFiles(
                "c",
                "id",
                List.of(stored(IMAGE, cut, contents)),
                Optional.of(stored(LABEL, labels().dim(3, 1).gzip(), contents)));

        assertThat(checker.checkHeaders("d", files, f -> new ByteArrayInputStream(contents.get(f.key()))))
                .extracting(Fault::code)
                .containsExactly(FaultCode.AFFINE_PIXDIM_DIFFER, FaultCode.SHAPE_DIFFERS, FaultCode.SPACING_DIFFERS);
    }

    @Test
    void readsNoVoxelForTheHeaders() {
        StoredFile file = new StoredFile(IMAGE, 1L << 40, "e");
        byte[] start = ct().dim(1, 1200).dim(2, 1200).dim(3, 1200).plain();
        InputStream endless = new SequenceInputStream(new ByteArrayInputStream(start), new Ones());

        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(checker.checkHeaders(
                                "", new CaseFiles("c", "id", List.of(file), Optional.empty()), f -> endless))
                        .extracting(Fault::code)
                        .containsExactly(FaultCode.NOT_GZIP));
    }

    static Stream<Arguments> predictions() {
        return Stream.of(
                Arguments.of(labels(), List.of()),
                Arguments.of(labels().voxels(i -> 0), List.of()),
                Arguments.of(labels().voxels(i -> i == 7 ? 9 : 1), List.of(FaultCode.LABEL_NOT_DECLARED)),
                Arguments.of(labels().sform(SHIFTED), List.of(FaultCode.ORIGIN_DIFFERS)),
                Arguments.of(
                        labels().pixdim(1, 2, 3.5).sform(BESIDE),
                        List.of(FaultCode.SPACING_DIFFERS, FaultCode.ORIGIN_DIFFERS)),
                Arguments.of(labels().sform(FLIPPED), List.of(FaultCode.DIRECTION_DIFFERS)),
                Arguments.of(
                        NiftiBytes.of(StoredType.UINT8, 4, 3, 1).voxels(i -> 1), List.of(FaultCode.SHAPE_DIFFERS)));
    }

    @ParameterizedTest
    @MethodSource("predictions")
    void comparesPredictionsOnTheGridOfTheirReferenceAlone(NiftiBytes prediction, List<FaultCode> expected) {
        Map<String, byte[]> contents = new HashMap<>();
        StoredFile reference = stored("ref/c.nii.gz", labels().gzip(), contents);
        StoredFile predicted = stored("pred/c.nii.gz", prediction.gzip(), contents);

        List<Fault> faults = checker.checkPrediction(
                "c", reference, predicted, f -> new ByteArrayInputStream(contents.get(f.key())), true);

        assertThat(faults).extracting(Fault::code).containsExactlyElementsOf(expected);
        assertThat(faults)
                .allSatisfy(f -> assertThat(f.sentence())
                        .startsWith("c: d/pred/c.nii.gz: ")
                        .doesNotContain("experiment.json"));
    }

    @Test
    void readsAGzipBombWithoutHoldingIt() {
        // 1 GiB of zeros in 1 MiB, behind a header that declares 24 voxels: refused at the first byte too many
        InputStream content = new SequenceInputStream(new ByteArrayInputStream(ct().plain()), new Zeros(1L << 30));
        InputStream deflated = new DeflaterInputStream(content, new Deflater(9, true));
        byte[] start = {31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, 0};
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            StoredFile file = new StoredFile("d/" + IMAGE, 1 << 20, "e");
            CaseCheck check = checker.check(
                    "d",
                    new CaseFiles("c", "id", List.of(file), Optional.empty()),
                    f -> new SequenceInputStream(new ByteArrayInputStream(start), deflated));
            assertThat(check.faults()).extracting(Fault::code).containsExactly(FaultCode.TRAILING_BYTES);
        });
    }

    @Test
    void refusesAGzipNameWithoutEnd() {
        byte[] start = {31, (byte) 139, 8, 8, 0, 0, 0, 0, 0, 0};
        StoredFile file = new StoredFile("d/" + IMAGE, 1L << 40, "e");
        CaseCheck check = checker.check(
                "d",
                new CaseFiles("c", "id", List.of(file), Optional.empty()),
                f -> new SequenceInputStream(
                        Collections.enumeration(List.of(new ByteArrayInputStream(start), new Ones()))));
        assertThat(check.faults()).extracting(Fault::code).containsExactly(FaultCode.GZIP_HEADER_TOO_LONG);
    }

    /** The header has a qform alone, as masks of KiTS19 have, no scaling, and axes IPL. */
    @Test
    void acceptsOddHeadersLikeThoseOfKits19() throws IOException {
        acceptsTheOddHeader(NiftiBytes.of(StoredType.UINT16, 5, 7, 6)
                .pixdim(3, 0.7050781, 0.7050781)
                .scaling(Double.NaN, Double.NaN)
                .forms(1, 0)
                .quaternion(0.7071067690849304, 0, -0.7071067690849304)
                .voxels(i -> i % 3)
                .gzip());
    }

    @Test
    void acceptsTheOddHeadersOfKits19() throws IOException {
        acceptsTheOddHeader(Files.readAllBytes(SharedData.path("data/kits_full_masks/case_00015.nii.gz")));
    }

    private static void acceptsTheOddHeader(byte[] mask) {
        CaseChecker kits = new CaseChecker(List.of("CT"), LabelMap.of("background", "Kidney", "Tumor"));
        StoredFile file = new StoredFile("d/" + LABEL, mask.length, "e");
        CaseCheck check = kits.check(
                "d",
                new CaseFiles("case_00015", "id", List.of(file), Optional.of(file)),
                f -> new ByteArrayInputStream(mask));
        assertThat(check.label().orElseThrow().orientation()).isEqualTo("IPL");
        assertThat(check.label().orElseThrow().labelCounts()).containsOnlyKeys(0, 1, 2);
        assertThat(check.faults()).noneMatch(Fault::isError);
    }

    private CaseCheck check(Map<String, byte[]> replaced) {
        return check(
                checker,
                List.of(replaced.getOrDefault(IMAGE, ct().gzip())),
                replaced.getOrDefault(LABEL, labels().gzip()));
    }

    private static CaseCheck check(CaseChecker checker, List<byte[]> channels, byte[] label) {
        Map<String, byte[]> contents = new HashMap<>();
        List<StoredFile> images = new ArrayList<>();
        for (int c = 0; c < channels.size(); c++) {
            images.add(stored("imagesTr/c_%04d.nii.gz".formatted(c), channels.get(c), contents));
        }
        CaseFiles files = new CaseFiles("c", "id", images, Optional.of(stored(LABEL, label, contents)));
        return checker.check("d", files, f -> new ByteArrayInputStream(contents.get(f.key())));
    }

    private static StoredFile stored(String path, byte[] bytes, Map<String, byte[]> contents) {
        contents.put("d/" + path, bytes);
        return new StoredFile("d/" + path, bytes.length, "e");
    }

    private static NiftiBytes ct() {
        return NiftiBytes.int16(4, 3, 2).voxels(CaseCheckerTest::hu);
    }

    private static double hu(int i) {
        return 50 * i - 1000;
    }

    private static NiftiBytes labels() {
        return NiftiBytes.of(StoredType.UINT8, 4, 3, 2).voxels(i -> i % 3);
    }

    private static NiftiBytes floats(double odd) {
        return NiftiBytes.of(StoredType.FLOAT32, 4, 3, 2).voxels(i -> i == 5 ? odd : hu(i));
    }

    private static NiftiBytes floats(double odd, double other) {
        return NiftiBytes.of(StoredType.FLOAT32, 4, 3, 2).voxels(i -> i == 5 ? odd : other);
    }

    private static Arguments geometry(String name, FaultCode code, UnaryOperator<NiftiBytes> broken) {
        return Arguments.of(name, code, broken);
    }

    private static Arguments image(String name, byte[] file, FaultCode code) {
        return Arguments.of(name, IMAGE, file, code);
    }

    private static Arguments label(String name, byte[] file, FaultCode code) {
        return Arguments.of(name, LABEL, file, code);
    }

    private static byte[] cut(byte[] bytes, int fromEnd) {
        return Arrays.copyOf(bytes, bytes.length - fromEnd);
    }

    private static byte[] flip(byte[] bytes, int at) {
        bytes[bytes.length + at] ^= 0x55;
        return bytes;
    }

    private static byte[] set(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        return bytes;
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int n = (int) Math.min(length, left);
            Arrays.fill(bytes, offset, offset + n, (byte) 0);
            left -= n;
            return n;
        }
    }

    /** Never ends. */
    private static final class Ones extends InputStream {
        @Override
        public int read() {
            return 1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            Arrays.fill(bytes, offset, offset + length, (byte) 1);
            return length;
        }
    }
}
