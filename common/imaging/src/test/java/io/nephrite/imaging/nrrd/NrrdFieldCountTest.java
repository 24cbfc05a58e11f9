package io.nephrite.imaging.nrrd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.read.ImageFileReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A field with too few or too many values is an error to the library that ITK reads with, and not a place of 0. */
class NrrdFieldCountTest {
    private static ImageHeader header(String fields) {
        String text = "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 2 2\nencoding: raw\n" + fields + "\n\n12345678";
        return ImageFileReader.readHeader(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), "image.nrrd");
    }

    @Test
    void namesAFieldWithAnotherNumberOfValues() {
        for (String field : List.of(
                "space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (1,2)",
                "space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: 1 2 3",
                "space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (1,2,3) (1,2,3)",
                "spacings: 1 1",
                "spacings: 1 1 1 2",
                "spacings: 1 1 1\naxis mins: 3 4")) {
            assertThatThrownBy(() -> header(field))
                    .as(field)
                    .isInstanceOfSatisfying(
                            ImageFileException.class,
                            e -> assertThat(e.fault().code()).isEqualTo(FaultCode.HEADER_MALFORMED));
        }
    }

    @Test
    void readsWholeFields() {
        assertThat(header("spacings: 1 2 3\naxis mins: 0 0 0").spacing().z()).isEqualTo(3);
        assertThat(header("space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,4)\n"
                                + "space origin: (1,2,3)")
                        .spacing()
                        .z())
                .isEqualTo(4);
    }
}
